--liquibase formatted sql

--changeset emporium:product-0070 splitStatements:false
-- labels of all listings that a statement adds, in one order for everybody, so that nobody waits in a circle
create function listings_added_enter_labels() returns trigger language plpgsql as $$
begin
    insert into search_labels (kind, start, label)
    select distinct kind, left(array_to_string(words[first:], ' '), 100), label
    from (
        select 'brand', brand, brand from (select distinct brand from added where brand is not null) as brands
        union
        select 'category', array_to_string(parts[1:depth], '/'), parts[depth]
        from (select distinct category from added where category is not null) as categories,
            string_to_array(category, '/') as parts, generate_series(1, cardinality(parts)) as depth
    ) as labels (kind, label, name), regexp_split_to_array(search_key(name), '[^[:alnum:]]+') as words,
        generate_series(1, cardinality(words)) as first
    where words[first] <> ''
    order by 1, 2, 3 on conflict do nothing;
    return null;
end
$$;
drop trigger listings_added_enter_labels on listings;
create trigger listings_added_enter_labels after insert on listings referencing new table as added
    for each statement execute function listings_added_enter_labels();
--rollback drop trigger listings_added_enter_labels on listings; create trigger listings_added_enter_labels after insert on listings for each row execute function listings_enter_labels(); drop function listings_added_enter_labels();

--changeset emporium:product-0071 splitStatements:false
-- who lists itself what it changes says so for its transaction, and is not followed
drop trigger listings_follow_products on products;
create constraint trigger listings_follow_products after insert or update on products deferrable initially deferred
    for each row when (current_setting('emporium.lists', true) is distinct from 'itself') execute function listings_follow();
--rollback drop trigger listings_follow_products on products; create constraint trigger listings_follow_products after insert or update on products deferrable initially deferred for each row execute function listings_follow();

--changeset emporium:product-0072 splitStatements:false
-- as before in a fraction of the time: translate looks for each of its characters at each of the text's
create function search_text(said text) returns text language sql stable
    return lower(regexp_replace(regexp_replace(coalesce(said, ''), '[''’`´]', '', 'g'),
        '[].,:;/\\@_+~&=<>()[{}|"#%*^$-]', ' ', 'g') collate pg_c_utf8);
create or replace function search_words_of(said text) returns text[] language sql stable
    return tsvector_to_array(to_tsvector('listed_words', search_text(said)));
-- search_stem of all words of a text at once
create text search configuration listed_stems (copy = listed_words);
alter text search configuration listed_stems alter mapping replace simple with english_stem;
create function search_stems_of(text text, words text[]) returns text[] language sql stable
    return tsvector_to_array(to_tsvector('listed_stems', text)) || case when words && array['s', 't']
        then array(select word from unnest(words) as word where word in ('s', 't')) else '{}' end;
--rollback create or replace function search_words_of(said text) returns text[] language sql stable return tsvector_to_array(to_tsvector('listed_words', lower(translate(coalesce(said, ''), '.,:;/\@_-+~&=<>()[]{}|"#%*^$''’`´', repeat(' ', 28)) collate pg_c_utf8))); drop function search_stems_of(text, text[]); drop text search configuration listed_stems; drop function search_text(text);

--changeset emporium:product-0073 splitStatements:false
-- the same as enter_listing for each, with every text taken apart once, and all words entered first, in one order for everybody,
-- so that nobody waits in a circle
create function list_given(listings json) returns void language plpgsql as $$
begin
    with given as materialized (
        select product_id, version, sku, name, description, category, brand, attributes, family, price_minor, currency, in_stock,
            search_text(concat_ws(' ', name, case when name like '%-%' then replace(name, '-', '') end)) as named,
            search_text(concat_ws(' ', category, brand, family, a.told)) as told, search_text(description) as described,
            a.keys, a.terms as attribute_terms
        from json_to_recordset(listings) as g (product_id uuid, version bigint, sku text, name text, description text,
            category text, brand text, attributes jsonb, family text, price_minor bigint, currency text, in_stock boolean),
            lateral (
                select string_agg(case when value = 'true' then key else value end, ' ') as told,
                    -- not found by, but words that people may misspell
                    string_agg(case when value = 'true' then key || ' true' else key end, ' ') as keys,
                    array_agg('a:' || key || '=' || value) as terms
                from jsonb_each_text(attributes)
            ) as a
    ), words as materialized (
        select product_id, tsvector_to_array(to_tsvector('listed_words', named)) as named,
            tsvector_to_array(to_tsvector('listed_words', told)) as told,
            tsvector_to_array(to_tsvector('listed_words', described)) as described
        from given
    ), entered as (
        insert into search_words (word, stem)
        select word, stem from (
            select word, search_stem(word) as stem from (
                select unnest(named || told || described) from words
                union
                select unnest(search_words_of(keys)) from (select distinct keys from given) as keys
            ) as said (word)
            where not exists (select from search_words known where known.word = said.word)
        ) as said
        where stem is not null order by word on conflict (word) do nothing returning word
    ), stems as materialized (
        select product_id, search_stems_of(g.named, w.named) as named, search_stems_of(g.told, w.told) as told,
            search_stems_of(g.described, w.described) as described, w.named as name_words
        -- reads to its end what is entered, and waits for it
        from given g join words w using (product_id) where (select count(*) from entered) >= 0
    )
    insert into listings as l (product_id, version, name_key, price_minor, currency, category, brand, attributes, in_stock,
        name_words, terms)
    select product_id, version, left(search_key(name), 64), price_minor, currency, category, brand, attributes, in_stock,
        (select count(*) from unnest(case when name like '%-%' then search_words_of(name) else name_words end) as word
            where word ~ '[^0-9]{2}'),
        array(
            select 't:' || stem from unnest(s.named) as stem
            union all
            select 'k:' || stem from unnest(s.told) as stem
            union all
            select 'd:' || stem from unnest(s.described) as stem where stem <> all (s.named || s.told)
            union all
            select 'c:' || array_to_string(parts[1:depth], '/')
            from string_to_array(category, '/') as parts, generate_series(1, cardinality(parts)) as depth
            union all
            select one from unnest(array['u:' || lower(sku collate pg_c_utf8), 'b:' || brand, 'f:' || family, 'm:' || currency,
                listing_stock_term(in_stock)] || attribute_terms) as one where one is not null
        )
    from given join stems s using (product_id) order by product_id
    on conflict (product_id) do update set version = excluded.version, name_key = excluded.name_key,
        price_minor = excluded.price_minor, currency = excluded.currency, category = excluded.category,
        brand = excluded.brand, attributes = excluded.attributes, name_words = excluded.name_words,
        terms = array_append(array_remove(excluded.terms, listing_stock_term(excluded.in_stock)), listing_stock_term(l.in_stock))
        where l.version <> excluded.version;
end
$$;
--rollback drop function list_given(json);
