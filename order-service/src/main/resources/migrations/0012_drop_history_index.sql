--liquibase formatted sql

--changeset emporium:order-history-0003
drop index if exists order_history_in_order;
comment on table order_history is
    'Every state that an order was in: no state is entered twice, so they are few, and the primary key finds them';
--rollback create index order_history_in_order on order_history (order_id, position nulls first, at);
