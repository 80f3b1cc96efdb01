--liquibase formatted sql

--changeset emporium:platform-0004
create table audit_entries (
    entry_id   uuid        primary key,
    at         timestamptz not null default clock_timestamp(),
    actor_id   uuid        not null,
    action     text        not null,
    subject_id uuid        not null,
    detail     text,
    address    text        not null,
    request_id text
);
create index audit_entries_subject_id on audit_entries (subject_id, entry_id);
comment on table audit_entries is 'What staff and admins have changed: rows are added, never changed and never deleted';
--rollback drop table audit_entries;

--changeset emporium:platform-0005 splitStatements:false
create function audit_entries_only_grow() returns trigger language plpgsql as $$
begin
    raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
end
$$;
--rollback drop function audit_entries_only_grow();

--changeset emporium:platform-0006
create trigger audit_entries_only_grow before update or delete or truncate on audit_entries
    for each statement execute function audit_entries_only_grow();
--rollback drop trigger audit_entries_only_grow on audit_entries;
