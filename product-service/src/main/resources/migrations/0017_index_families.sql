--liquibase formatted sql

--changeset emporium:product-0063 runInTransaction:false
-- for exports that keep families together, and for who asks for a product's variants
create index concurrently products_by_family on products (family, product_id)
    where deleted_at is null and family is not null;
--rollback drop index products_by_family;
