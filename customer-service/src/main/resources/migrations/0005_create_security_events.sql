--liquibase formatted sql

--changeset emporium:customer-0007
create table security_events (
    event_id   uuid        primary key,
    at         timestamptz not null default clock_timestamp(),
    kind       text        not null,
    actor_id   uuid,
    subject_id uuid,
    account    text,
    detail     text,
    address    text        not null,
    request_id text
);
create index security_events_subject_id on security_events (subject_id, event_id);
comment on table security_events is 'The audit trail: rows are added, never changed and never deleted';
--rollback drop table security_events;

--changeset emporium:customer-0008 splitStatements:false
create function security_events_only_grow() returns trigger language plpgsql as $$
begin
    raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
end
$$;
--rollback drop function security_events_only_grow();

--changeset emporium:customer-0009
create trigger security_events_only_grow before update or delete or truncate on security_events
    for each statement execute function security_events_only_grow();
--rollback drop trigger security_events_only_grow on security_events;
