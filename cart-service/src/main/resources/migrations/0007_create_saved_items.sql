--liquibase formatted sql

--changeset emporium:cart-0008
create table saved_items (
    cart_id    uuid     not null references carts on delete cascade,
    product_id uuid     not null,
    position   bigint   not null generated always as identity,
    sku        text     not null,
    name       text     not null,
    quantity   smallint not null check (quantity > 0),
    currency   text     not null check (currency ~ '^[A-Z]{3}$'),
    seen_price bigint   not null,
    last_price bigint   not null,
    primary key (cart_id, product_id)
);
comment on table saved_items is 'What customers have put aside in their carts: shown, and not ordered; a table of its own, which nothing that orders or clears a cart looks into';
--rollback drop table saved_items;
