--liquibase formatted sql

--changeset emporium:order-0016
create table returns (
    return_id    uuid        primary key,
    order_id     uuid        not null references orders,
    status       text        not null check (status in ('requested', 'accepted', 'refused', 'received')),
    reason       text,
    refund_minor bigint      check (refund_minor >= 0),
    created_at   timestamptz not null,
    updated_at   timestamptz not null
);
create index returns_of_order on returns (order_id, return_id);
comment on column returns.refund_minor is 'What was paid back, in minor units of the order''s currency; null until payment-service says so';
--rollback drop table returns;

--changeset emporium:order-0017
create table return_lines (
    return_id  uuid   not null references returns,
    product_id uuid   not null,
    quantity   bigint not null check (quantity > 0),
    primary key (return_id, product_id)
);
--rollback drop table return_lines;
