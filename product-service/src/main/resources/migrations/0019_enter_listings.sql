--liquibase formatted sql

--changeset emporium:product-0067 splitStatements:false
-- many listings at once; all their words first, in one order for everybody, so that nobody waits in a circle
create function enter_listings(listings json) returns void language plpgsql as $$
begin
    insert into search_words (word, stem)
    select word, search_stem(word) from (
        select distinct word from json_to_recordset(listings) as given (name text, description text, category text, brand text,
            family text, attributes jsonb), unnest(search_words_of(concat_ws(' ', name, replace(name, '-', ''), category, brand,
            family, description, (select string_agg(key || ' ' || value, ' ') from jsonb_each_text(attributes))))) as word
    ) as said
    where search_stem(word) is not null and not exists (select from search_words known where known.word = said.word)
    order by word on conflict (word) do nothing;
    perform enter_listing(product_id, version, sku, name, description, category, brand, attributes, family, price_minor,
        currency, in_stock)
    from (
        select product_id, version, sku, name, description, category, brand, attributes, family, price_minor, currency, in_stock
        from json_to_recordset(listings) as given (product_id uuid, version bigint, sku text, name text, description text,
            category text, brand text, attributes jsonb, family text, price_minor bigint, currency text, in_stock boolean)
        order by product_id
    ) as given;
end
$$;
--rollback drop function enter_listings(json);
