--liquibase formatted sql

--changeset emporium:product-0351 splitStatements:false
-- as before, with the words first: so does who lists many at once, and the labels follow the listing, so nobody waits in a circle
create or replace function enter_listing(
    id uuid, its_version bigint, sku text, name text, description text, its_category text, its_brand text,
    its_attributes jsonb, family text, its_price bigint, its_currency text, is_in_stock boolean
) returns void language plpgsql as $$
begin
    insert into search_words (word, stem)
    select word, search_stem(word) from unnest(search_words_of(concat_ws(' ', name, replace(name, '-', ''), its_category,
        its_brand, family, description, (select string_agg(key || ' ' || value, ' ') from jsonb_each_text(its_attributes)))))
        as said (word)
    where search_stem(word) is not null and not exists (select from search_words known where known.word = said.word)
    order by word on conflict (word) do nothing;
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
end
$$;
--rollback select 1;
