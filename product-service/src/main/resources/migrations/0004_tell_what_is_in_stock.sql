--liquibase formatted sql

--changeset emporium:product-0006
alter table stock add column in_stock boolean not null generated always as (on_hand > reserved) stored;
comment on column stock.in_stock is 'What indexes may hold: it changes with the last piece only, so sales stay within their page (HOT)';
--rollback alter table stock drop column in_stock;

--changeset emporium:product-0007 runInTransaction:false
create index concurrently stock_in_stock on stock (product_id) where in_stock;
--rollback drop index stock_in_stock;

--changeset emporium:product-0008 runInTransaction:false
create index concurrently stock_sold_out on stock (product_id) where not in_stock;
--rollback drop index stock_sold_out;
