--liquibase formatted sql

--changeset emporium:product-0341
create sequence listing_changes_made;
-- the first would leave last_value as it is
select nextval('listing_changes_made');
comment on sequence listing_changes_made is 'goes on with each statement that changes listings, while its transaction still runs: what stands still says that none has changed';
--rollback drop sequence listing_changes_made;

--changeset emporium:product-0342 splitStatements:false
create or replace function listings_note_changes() returns trigger language plpgsql as $$
begin
    if not exists (select from changed) then
        return null;
    end if;
    perform nextval('listing_changes_made');
    if exists (select from search_feeds) then
        insert into listing_changes (product_id, revision)
        select product_id, nextval('listing_revisions') from (select product_id from changed order by product_id) as changed
        on conflict (product_id) do update set revision = excluded.revision, noted_at = excluded.noted_at;
    end if;
    return null;
end
$$;
--rollback create or replace function listings_note_changes() returns trigger language plpgsql as $$
--rollback begin
--rollback     if exists (select from search_feeds) then
--rollback         insert into listing_changes (product_id, revision)
--rollback         select product_id, nextval('listing_revisions') from (select product_id from changed order by product_id) as changed
--rollback         on conflict (product_id) do update set revision = excluded.revision, noted_at = excluded.noted_at;
--rollback     end if;
--rollback     return null;
--rollback end
--rollback $$;
