--liquibase formatted sql

--changeset emporium:product-0016
create view product_names as select product_id, sku, name from products;
comment on view product_names is 'What the catalogue offers to other components'' statements: what people call each product';
--rollback drop view product_names;
