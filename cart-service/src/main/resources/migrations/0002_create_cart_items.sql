--liquibase formatted sql

--changeset emporium:0002
create table cart_items (
    cart_id    uuid     not null references carts on delete cascade,
    product_id uuid     not null,
    position   bigint   not null generated always as identity,
    sku        text     not null,
    name       text     not null,
    quantity   smallint not null check (quantity between 1 and 999),
    currency   text     not null check (currency ~ '^[A-Z]{3}$'),
    seen_price bigint   not null,
    last_price bigint   not null,
    primary key (cart_id, product_id)
);
comment on column cart_items.position is 'The order in which products were added';
comment on column cart_items.seen_price is 'Minor units: what it cost when the customer last put it in or set its quantity';
comment on column cart_items.last_price is 'Minor units: what it cost when the catalogue last said so';
--rollback drop table cart_items;
