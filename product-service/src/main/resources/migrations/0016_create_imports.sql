--liquibase formatted sql

--changeset emporium:product-0060
create table imports (
    import_id    uuid        primary key,
    format       text        not null check (format in ('shopify', 'woocommerce', 'ndjson')),
    currency     text        not null,
    dry_run      boolean     not null,
    status       text        not null check (status in ('receiving', 'queued', 'running', 'completed', 'failed')),
    actor_id     uuid        not null,
    bytes        bigint      not null default 0,
    line         bigint      not null default 0,
    created      bigint      not null default 0,
    updated      bigint      not null default 0,
    unchanged    bigint      not null default 0,
    failed       bigint      not null default 0,
    reason       text,
    leased_to    uuid,
    leased_until timestamptz,
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now(),
    finished_at  timestamptz,
    constraint imports_failed check ((status = 'failed') = (reason is not null)),
    constraint imports_finished check ((status in ('completed', 'failed')) = (finished_at is not null))
);
comment on table imports is 'Files of products that come into the catalogue, and what has become of their lines';
comment on column imports.leased_until is 'until when nobody but leased_to works on it';
create index imports_open on imports (import_id) where status in ('queued', 'running');
create index imports_finished_at on imports (finished_at);
--rollback drop table imports;

--changeset emporium:product-0061
create table import_parts (
    import_id uuid  not null references imports on delete cascade,
    part      int   not null,
    bytes     bytea not null,
    primary key (import_id, part)
);
alter table import_parts alter column bytes set storage external;
comment on table import_parts is 'The files, in parts, until they are read';
--rollback drop table import_parts;

--changeset emporium:product-0062
create table import_faults (
    import_id uuid   not null references imports on delete cascade,
    place     bigint not null,
    line      bigint not null,
    field     text   not null,
    reason    text   not null,
    primary key (import_id, place)
);
comment on column import_faults.field is 'empty when it is the whole line';
comment on table import_faults is 'What was wrong with which line of a file';
--rollback drop table import_faults;
