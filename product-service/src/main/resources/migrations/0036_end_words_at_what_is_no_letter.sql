--liquibase formatted sql

--changeset emporium:product-0361 splitStatements:false
-- what is punctuation or a symbol in any script stands between words, whatever the cluster's LC_CTYPE takes for letters: by C that
-- is all beyond ASCII; a soft hyphen is nothing, and the sigma at the end of a word is one
create or replace function search_text(said text) returns text language sql stable
    return translate(lower(regexp_replace(regexp_replace(coalesce(said, ''), '[''’`´\u00AD]', '', 'g'),
        '[[:punct:]]' collate pg_c_utf8, ' ', 'g') collate pg_c_utf8), 'ς', 'σ');
--rollback create or replace function search_text(said text) returns text language sql stable
--rollback     return lower(regexp_replace(regexp_replace(coalesce(said, ''), '[''’`´]', '', 'g'),
--rollback         '[].,:;/\\@_+~&=<>()[{}|"#%*^$-]', ' ', 'g') collate pg_c_utf8);

--changeset emporium:product-0362 runInTransaction:false splitStatements:false
-- what was listed with other words; a product that somebody is changing is waited for
do $$
declare
    last uuid := '00000000-0000-0000-0000-000000000000';
    batch uuid[];
begin
    loop
        batch := array(select product_id from products
            where product_id > last and status = 'active' and deleted_at is null
                and concat_ws(' ', name, description, category, brand, family, attributes)
                    ~ '(?![ -~])[[:punct:]]|[\u00ADς]' collate pg_c_utf8
            order by product_id limit 500 for share);
        exit when batch = '{}';
        -- in the order in which who sells them locks them
        perform from stock where product_id = any(batch) order by product_id for share;
        delete from listings where product_id = any(batch);
        perform list_product(id) from unnest(batch) as id;
        last := batch[cardinality(batch)];
        commit;
    end loop;
end
$$;
--rollback select 1;

--changeset emporium:product-0363
comment on function search_text(text) is 'the text in small letters, with blanks for all that is no part of a word';
--rollback comment on function search_text(text) is null;
