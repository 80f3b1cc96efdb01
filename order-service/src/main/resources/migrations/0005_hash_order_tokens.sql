--liquibase formatted sql

--changeset emporium:order-0007
alter table orders add column order_token_hash bytea;
comment on column orders.order_token_hash is 'SHA-256 of what lets a guest read this one order; null for somebody signed in';
comment on column orders.order_token is 'As the version before kept it; turned into its hash 8 days after the order';
--rollback alter table orders drop column order_token_hash;

--changeset emporium:order-0008 runInTransaction:false
drop index concurrently if exists orders_with_token;
create index concurrently orders_with_token on orders (placed_at) where order_token is not null;
--rollback drop index orders_with_token;
