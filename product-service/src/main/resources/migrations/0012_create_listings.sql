--liquibase formatted sql

--changeset emporium:product-0101
create extension if not exists unaccent;
create extension if not exists pg_trgm;
create text search configuration listed_words (copy = simple);
alter text search configuration listed_words alter mapping for word, numword with unaccent, simple;
--rollback drop text search configuration listed_words; drop extension pg_trgm; drop extension unaccent;

--changeset emporium:product-0102
create table listings (
    product_id  uuid     primary key,
    version     bigint   not null,
    name_key    text     collate "C" not null,
    price_minor bigint   not null,
    currency    text     not null,
    category    text,
    brand       text,
    attributes  jsonb    not null,
    in_stock    boolean  not null,
    name_words  smallint not null,
    terms       text[]   not null
);
comment on table listings is 'One row per product that is on sale, with what it can be found by; the catalogue and the stock have it written as they change';
comment on column listings.version is 'the product''s: what the row was made of';
comment on column listings.name_key is 'the name without accents and capitals, cut off, to sort by';
comment on column listings.name_words is 'how many words the name has, but for numbers and single letters';
comment on column listings.terms is 'what the product is found by, each with its kind before it: t: in the name, k: in what else is said of it in a word, d: in the description, by the stems of words; c: category or one above it, b: brand, f: family, a: attribute, m: currency, u: sku, s: stock';
create index listings_by_price on listings (currency, price_minor, product_id);
create index listings_by_name on listings (name_key, product_id);
create table search_words (
    word text collate "C" primary key,
    stem text not null
);
comment on table search_words is 'Every word that any listing has had: what a misspelt or unfinished word may have meant';
create index search_words_by_stem on search_words (stem);
create index search_words_alike on search_words using gin (word gin_trgm_ops);
--rollback drop table search_words; drop table listings;

--changeset emporium:product-0103 splitStatements:false
-- without accents and capitals, whatever the database's own language
create function search_key(said text) returns text language sql stable
    return lower(unaccent(coalesce(said, '')) collate pg_c_utf8);
-- the words of a text; an apostrophe is left out, what else is no letter stands between words
create function search_words_of(said text) returns text[] language sql stable
    return tsvector_to_array(to_tsvector('listed_words', lower(translate(coalesce(said, ''),
        '.,:;/\@_-+~&=<>()[]{}|"#%*^$''’`´', repeat(' ', 28)) collate pg_c_utf8)));
-- null for a word that tells nothing, such as "the"; a T-shirt and a size S are something
create function search_stem(word text) returns text language sql stable
    return case when word in ('s', 't') then word else (ts_lexize('english_stem', word))[1] end;
create function listing_terms(
    sku text, name text, description text, category text, brand text, attributes jsonb, family text, currency text
) returns text[] language sql stable return array(
    with said (place, words) as (
        -- a T-shirt is looked for as a tshirt, too
        select 1, search_words_of(name || ' ' || replace(name, '-', ''))
        union all
        select 2, search_words_of(concat_ws(' ', category, brand, family, (
            select string_agg(case when value = 'true' then key else value end, ' ') from jsonb_each_text(attributes))))
        union all
        select 3, search_words_of(description)
    ), stems (stem, place) as (
        select distinct search_stem(word), place from said, unnest(words) as word
    )
    select case place when 1 then 't:' when 2 then 'k:' else 'd:' end || stem from stems
    where stem is not null and (place < 3 or not exists (select from stems s where s.stem = stems.stem and s.place < 3))
    union all
    select 'c:' || array_to_string(parts[1:depth], '/')
    from string_to_array(category, '/') as parts, generate_series(1, cardinality(parts)) as depth
    union all
    select 'a:' || key || '=' || value from jsonb_each_text(attributes)
    union all
    select one from (values ('u:' || lower(sku collate pg_c_utf8)), ('b:' || brand), ('f:' || family), ('m:' || currency))
        as ones (one) where one is not null
);
create function listing_stock_term(in_stock boolean) returns text language sql immutable
    return case when in_stock then 's:in' else 's:out' end;
--rollback drop function listing_stock_term(boolean); drop function listing_terms(text, text, text, text, text, jsonb, text, text); drop function search_stem(text); drop function search_words_of(text); drop function search_key(text);

--changeset emporium:product-0104 splitStatements:false
-- whether there is some of it counts for a product that is not listed yet; for one that is, the stock says it
create function enter_listing(
    id uuid, its_version bigint, sku text, name text, description text, its_category text, its_brand text,
    its_attributes jsonb, family text, its_price bigint, its_currency text, is_in_stock boolean
) returns void language plpgsql as $$
begin
    insert into listings as l (product_id, version, name_key, price_minor, currency, category, brand, attributes, in_stock,
        name_words, terms)
    values (id, its_version, left(search_key(name), 64), its_price, its_currency, its_category, its_brand, its_attributes,
        is_in_stock, (select count(*) from unnest(search_words_of(name)) as word where word ~ '[^0-9]{2}'), array_append(
            listing_terms(sku, name, description, its_category, its_brand, its_attributes, family, its_currency),
            listing_stock_term(is_in_stock)))
    on conflict (product_id) do update set version = excluded.version, name_key = excluded.name_key,
        price_minor = excluded.price_minor, currency = excluded.currency, category = excluded.category,
        brand = excluded.brand, attributes = excluded.attributes, name_words = excluded.name_words,
        terms = array_append(array_remove(excluded.terms, listing_stock_term(is_in_stock)), listing_stock_term(l.in_stock))
        where l.version <> excluded.version;
    insert into search_words (word, stem)
    select word, search_stem(word) from unnest(search_words_of(concat_ws(' ', name, replace(name, '-', ''), its_category,
        its_brand, family, description, (select string_agg(key || ' ' || value, ' ') from jsonb_each_text(its_attributes)))))
        as said (word)
    where search_stem(word) is not null and not exists (select from search_words known where known.word = said.word)
    order by word on conflict (word) do nothing;
end
$$;
-- the products are available, or sold out
create function listings_in_stock(ids uuid[], is_in_stock boolean) returns void language sql
begin atomic
    with changed as (
        select product_id from listings where product_id = any(ids) and in_stock <> is_in_stock order by product_id for update
    )
    update listings l set in_stock = is_in_stock,
        terms = array_replace(terms, listing_stock_term(not is_in_stock), listing_stock_term(is_in_stock))
    from changed where changed.product_id = l.product_id;
end;
--rollback drop function listings_in_stock(uuid[], boolean); drop function enter_listing(uuid, bigint, text, text, text, text, text, jsonb, text, bigint, text, boolean);

--changeset emporium:product-0105 splitStatements:false
-- makes a product's listing anew, of what the catalogue and the stock say; the product is the transaction's
create function list_product(id uuid) returns void language plpgsql as $$
declare
    available boolean;
begin
    select in_stock into available from stock where product_id = id for share;
    perform enter_listing(product_id, version, sku, name, description, category, brand, attributes, family, price_minor,
        currency, available)
    from products where product_id = id and status = 'active' and deleted_at is null and available is not null;
    if found then
        perform listings_in_stock(array[id], available);
    else
        delete from listings where product_id = id;
    end if;
end
$$;
-- the version before lists nothing: until it is gone, the listing follows what it writes, once its transaction ends
create function listings_follow() returns trigger language plpgsql as $$
begin
    if not exists (
        select from products p join stock s on s.product_id = p.product_id left join listings l on l.product_id = p.product_id
        where p.product_id = new.product_id and case when p.status = 'active' and p.deleted_at is null
            then l.version = p.version and l.in_stock = s.in_stock else l.product_id is null end
    ) then
        perform from products where product_id = new.product_id for share;
        perform list_product(new.product_id);
    end if;
    return null;
end
$$;
create constraint trigger listings_follow_products after insert or update on products deferrable initially deferred
    for each row execute function listings_follow();
create constraint trigger listings_follow_stock after update on stock deferrable initially deferred
    for each row when (old.in_stock <> new.in_stock) execute function listings_follow();
--rollback drop trigger listings_follow_stock on stock; drop trigger listings_follow_products on products; drop function listings_follow(); drop function list_product(uuid);

--changeset emporium:product-0106 runInTransaction:false splitStatements:false
-- what was on sale when the triggers came; a product that somebody is changing is waited for
do $$
declare
    last uuid := '00000000-0000-0000-0000-000000000000';
    batch uuid[];
begin
    loop
        batch := array(select product_id from products
            where product_id > last and status = 'active' and deleted_at is null order by product_id limit 1000 for share);
        exit when batch = '{}';
        perform list_product(id) from unnest(batch) as id;
        last := batch[cardinality(batch)];
        commit;
    end loop;
end
$$;
--rollback select 1;

--changeset emporium:product-0107 runInTransaction:false
-- the list of new entries is short: whoever searches reads all of it
create index concurrently listings_by_terms on listings using gin (terms) with (gin_pending_list_limit = 256);
--rollback drop index listings_by_terms;
