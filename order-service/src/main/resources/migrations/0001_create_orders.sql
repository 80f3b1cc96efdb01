--liquibase formatted sql

--changeset emporium:order-0001
create table orders (
    order_id         uuid        primary key,
    customer_id      uuid,
    cart_id          uuid,
    email            text        not null,
    status           text        not null check (status in
                         ('pending', 'confirmed', 'shipped', 'delivered', 'returned', 'rejected', 'cancelled')),
    reason           text,
    currency         text        not null,
    total_minor      bigint      not null check (total_minor >= 0),
    shipping_address jsonb       not null,
    placed_at        timestamptz not null,
    updated_at       timestamptz not null
);
comment on column orders.total_minor is 'in minor units of the currency';
--rollback drop table orders;

--changeset emporium:order-0002
create table order_lines (
    order_id         uuid    not null references orders,
    product_id       uuid    not null,
    position         integer not null,
    sku              text    not null,
    name             text    not null,
    quantity         bigint  not null check (quantity > 0),
    unit_price_minor bigint  not null check (unit_price_minor >= 0),
    primary key (order_id, product_id)
);
--rollback drop table order_lines;
