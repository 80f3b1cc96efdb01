--liquibase formatted sql

--changeset emporium:product-0271
-- a product that is deleted never comes back; the version before leaves who waits for it
delete from stock_watchers w using stock s where s.product_id = w.product_id and s.offer = 'gone';
comment on table stock_watchers is 'Who wants to be told when a product can be ordered again: until that is told, or the product is deleted';
--rollback select 1;
