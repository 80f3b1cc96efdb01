--liquibase formatted sql

--changeset emporium:order-0003
create table order_history (
    order_id uuid        not null references orders,
    at       timestamptz not null,
    status   text        not null,
    actor    text        not null,
    cause    text        not null,
    primary key (order_id, status)
);
comment on table order_history is 'Every state that an order was in: no state is entered twice';
--rollback drop table order_history;
