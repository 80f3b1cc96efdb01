--liquibase formatted sql

--changeset emporium:platform-0003
create table idempotency_keys (
    caller       text        not null,
    key          text        not null,
    request_hash bytea       not null,
    resource_id  uuid,
    status       smallint,
    headers      jsonb,
    body         text,
    created_at   timestamptz not null default clock_timestamp(),
    primary key (caller, key)
);
create index idempotency_keys_created_at on idempotency_keys using brin (created_at);
comment on table idempotency_keys is 'What each caller has asked for under which key, and the first answer to it';
--rollback drop table idempotency_keys;
