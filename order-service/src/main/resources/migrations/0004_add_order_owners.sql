--liquibase formatted sql

--changeset emporium:order-0005
alter table orders alter column email drop not null;
alter table orders add column order_token text;
comment on column orders.order_token is 'What lets a guest read this one order; null for somebody signed in';
--rollback alter table orders drop column order_token;

--changeset emporium:order-0006 runInTransaction:false
create index concurrently orders_of_customer on orders (customer_id, order_id);
--rollback drop index orders_of_customer;
