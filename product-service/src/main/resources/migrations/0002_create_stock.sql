--liquibase formatted sql

--changeset emporium:product-0002
create table stock (
    product_id uuid   primary key references products,
    on_hand    bigint not null,
    reserved   bigint not null default 0,
    constraint stock_reserved_not_negative check (reserved >= 0),
    constraint stock_available_not_negative check (on_hand >= reserved)
) with (fillfactor = 70);
comment on table stock is 'How many of each product there are, and how many of these orders have set aside; rows change often, so pages keep room for new versions';
--rollback drop table stock;

--changeset emporium:product-0003
create table stock_ledger (
    entry_id   uuid        primary key default uuidv7(),
    product_id uuid        not null references stock,
    delta      bigint      not null check (delta <> 0),
    kind       text        not null check (kind in ('adjustment', 'sale', 'return')),
    reason     text,
    order_id   uuid,
    at         timestamptz not null default now(),
    constraint stock_ledger_says_why check ((kind = 'adjustment') = (reason is not null)
        and (kind = 'adjustment') = (order_id is null))
);
comment on table stock_ledger is 'Every change of on_hand: their sum is what is on hand';
--rollback drop table stock_ledger;
