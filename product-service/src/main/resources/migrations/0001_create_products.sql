--liquibase formatted sql

--changeset emporium:product-0001
create table products (
    product_id  uuid        primary key,
    version     bigint      not null default 1,
    sku         text        not null,
    name        text        not null,
    description text,
    category    text,
    brand       text,
    attributes  jsonb       not null,
    family      text,
    image_urls  text[]      not null,
    price_minor bigint      not null check (price_minor >= 0),
    currency    text        not null,
    status      text        not null check (status in ('active', 'draft', 'discontinued')),
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    deleted_at  timestamptz
);
comment on column products.version is 'counts the changes: what If-Match is held against';
comment on column products.price_minor is 'in minor units of the currency';
comment on column products.deleted_at is 'a deleted product stays for its ledger and the orders that hold it';
create unique index products_sku on products (sku) where deleted_at is null;
create index products_active on products (product_id) where deleted_at is null and status = 'active';
create index products_active_by_category on products (category, product_id)
    where deleted_at is null and status = 'active';
--rollback drop table products;
