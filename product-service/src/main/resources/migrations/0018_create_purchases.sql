--liquibase formatted sql

--changeset emporium:product-0064
create table purchases (
    order_id    uuid    primary key,
    product_ids uuid[]  not null,
    counted     boolean not null
);
comment on table purchases is 'What each order bought, so that it is counted once and can be taken back; what was taken back before it came has no products';
--rollback drop table purchases;

--changeset emporium:product-0065
create table bought (
    product_id uuid   primary key,
    orders     bigint not null
);
create index bought_most on bought (orders desc, product_id) where orders > 0;
comment on table bought is 'In how many orders each product was';
--rollback drop table bought;

--changeset emporium:product-0066
create table bought_together (
    product_id uuid   not null,
    other_id   uuid   not null,
    orders     bigint not null,
    primary key (product_id, other_id)
);
create index bought_together_most on bought_together (product_id, orders desc, other_id) where orders > 0;
comment on table bought_together is 'In how many orders two products were, each pair both ways';
--rollback drop table bought_together;
