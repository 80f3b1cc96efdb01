--liquibase formatted sql

--changeset emporium:customer-0001
create table customers (
    customer_id   uuid        primary key,
    email         text,
    email_key     text        unique,
    name          text,
    password_hash text,
    roles         text[]      not null check (roles <@ array['customer', 'staff', 'admin']),
    created_at    timestamptz not null default clock_timestamp(),
    updated_at    timestamptz not null default clock_timestamp(),
    erased_at     timestamptz,
    check ((erased_at is null) = (email is not null)),
    check ((erased_at is null) = (email_key is not null)),
    check ((erased_at is null) = (name is not null)),
    check ((erased_at is null) = (password_hash is not null)),
    check (erased_at is null or roles = '{}')
);
create index customers_email_key_prefix on customers (email_key text_pattern_ops);
create index customers_name_prefix on customers (lower(name) text_pattern_ops);
create index customers_admins on customers (customer_id) where 'admin' = any (roles);
comment on table customers is 'Accounts; of one that was deleted the id stays, and nothing that says whose it was';
comment on column customers.email_key is 'The e-mail in lower case: what makes two the same';
comment on column customers.password_hash is 'Argon2id, in the PHC string format';
--rollback drop table customers;

--changeset emporium:customer-0002
create table addresses (
    address_id  uuid        primary key,
    customer_id uuid        not null references customers,
    name        text        not null,
    line1       text        not null,
    line2       text,
    city        text        not null,
    region      text,
    postal_code text        not null,
    country     text        not null,
    created_at  timestamptz not null default clock_timestamp()
);
create index addresses_customer_id on addresses (customer_id, address_id);
--rollback drop table addresses;
