--liquibase formatted sql

--changeset emporium:product-0014
alter table products add column weight_grams integer;
alter table products add constraint products_weight check (weight_grams between 1 and 1000000) not valid;
comment on column products.weight_grams is 'of one piece with its packing; null when nobody has said';
--rollback alter table products drop column weight_grams;

--changeset emporium:product-0015
alter table products validate constraint products_weight;
--rollback select 1;
