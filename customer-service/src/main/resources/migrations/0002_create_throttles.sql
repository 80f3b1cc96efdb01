--liquibase formatted sql

--changeset emporium:customer-0003
create table throttles (
    subject       text        primary key,
    failures      integer     not null,
    last_at       timestamptz not null,
    blocked_until timestamptz
);
create index throttles_last_at on throttles (last_at);
comment on table throttles is 'Failed attempts to sign in, per account (by pseudonym, whether it exists or not) and per address';
--rollback drop table throttles;
