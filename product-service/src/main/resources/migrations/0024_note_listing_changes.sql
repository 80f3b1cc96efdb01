--liquibase formatted sql

--changeset emporium:product-0241
create table search_feeds (
    engine text primary key,
    since  timestamptz not null default now()
);
comment on table search_feeds is 'Search engines beside this database, which are told what changes; none at first';
create sequence listing_revisions;
create table listing_changes (
    product_id uuid        primary key,
    revision   bigint      not null,
    noted_at   timestamptz not null default now()
);
comment on table listing_changes is 'Products whose listings have come, changed or gone since the search engines were told of them; at most a row for each';
comment on column listing_changes.revision is 'greater than that of any change of the same listing before: taken while the transaction holds it';
create index listing_changes_by_revision on listing_changes (revision);
--rollback drop table listing_changes; drop sequence listing_revisions; drop table search_feeds;

--changeset emporium:product-0242 splitStatements:false
create function listings_note_changes() returns trigger language plpgsql as $$
begin
    if exists (select from search_feeds) then
        insert into listing_changes (product_id, revision)
        select product_id, nextval('listing_revisions') from (select product_id from changed order by product_id) as changed
        on conflict (product_id) do update set revision = excluded.revision, noted_at = excluded.noted_at;
    end if;
    return null;
end
$$;
create trigger listings_note_added after insert on listings
    referencing new table as changed for each statement execute function listings_note_changes();
create trigger listings_note_changed after update on listings
    referencing new table as changed for each statement execute function listings_note_changes();
create trigger listings_note_removed after delete on listings
    referencing old table as changed for each statement execute function listings_note_changes();
--rollback drop trigger listings_note_removed on listings; drop trigger listings_note_changed on listings; drop trigger listings_note_added on listings; drop function listings_note_changes();
