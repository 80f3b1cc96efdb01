--liquibase formatted sql

--changeset emporium:product-0125
alter table purchases add column quantities bigint[];
comment on column purchases.quantities is 'how much of each of product_ids; null where the version before has noted it, which is taken back as a whole alone';
--rollback alter table purchases drop column quantities;

--changeset emporium:product-0126
create table brought_back (
    order_id   uuid   not null,
    product_id uuid   not null,
    quantity   bigint not null,
    primary key (order_id, product_id)
);
comment on table brought_back is 'How much of an order''s products came back by parts, whether its purchase is known yet or not';
--rollback drop table brought_back;
