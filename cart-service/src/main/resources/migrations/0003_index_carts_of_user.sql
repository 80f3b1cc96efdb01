--liquibase formatted sql

--changeset emporium:cart-0003 runInTransaction:false
create index concurrently carts_of_user on carts (user_id, updated_at) where user_id is not null;
--rollback drop index carts_of_user;
