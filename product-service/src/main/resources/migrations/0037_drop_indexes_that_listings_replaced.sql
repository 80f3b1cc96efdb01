--liquibase formatted sql

-- What is active or in stock is found in the listings; these cost each write of a product, and each first and last piece, for nothing.
--changeset emporium:product-0364
drop index if exists stock_in_stock;
--rollback create index stock_in_stock on stock (product_id) where in_stock;

--changeset emporium:product-0365
drop index if exists stock_sold_out;
--rollback create index stock_sold_out on stock (product_id) where not in_stock;

--changeset emporium:product-0366
drop index if exists products_active;
--rollback create index products_active on products (product_id) where deleted_at is null and status = 'active';

--changeset emporium:product-0367
comment on column stock.in_stock is 'What the listings follow: it changes with the first and the last piece only';
--rollback comment on column stock.in_stock is 'What indexes may hold: it changes with the last piece only, so sales stay within their page (HOT)';
