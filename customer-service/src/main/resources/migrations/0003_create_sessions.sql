--liquibase formatted sql

--changeset emporium:customer-0004
create table sessions (
    session_id  uuid        primary key,
    customer_id uuid        not null references customers,
    created_at  timestamptz not null default clock_timestamp()
);
create index sessions_customer_id on sessions (customer_id);
comment on table sessions is 'Who is signed in: a family of refresh tokens. Whoever changes the family takes this row first';
--rollback drop table sessions;

--changeset emporium:customer-0005
create table refresh_tokens (
    token_hash bytea       primary key,
    session_id uuid        not null references sessions on delete cascade,
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index refresh_tokens_session_id on refresh_tokens (session_id);
create index refresh_tokens_expires_at on refresh_tokens (expires_at);
comment on table refresh_tokens is 'By SHA-256; used ones stay until they expire, so that their reuse is noticed';
--rollback drop table refresh_tokens;
