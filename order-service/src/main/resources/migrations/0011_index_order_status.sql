--liquibase formatted sql

--changeset emporium:order-0018 runInTransaction:false
drop index concurrently if exists orders_of_status;
create index concurrently orders_of_status on orders (status, order_id);
--rollback drop index orders_of_status;
