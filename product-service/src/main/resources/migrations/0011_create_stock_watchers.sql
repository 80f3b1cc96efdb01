--liquibase formatted sql

--changeset emporium:product-0031
create table stock_watchers (
    watch_id    uuid        primary key default uuidv7(),
    product_id  uuid        not null references stock,
    customer_id uuid        not null,
    created_at  timestamptz not null default now(),
    constraint stock_watchers_once unique (product_id, customer_id)
);
comment on table stock_watchers is 'Who wants to be told when a product can be ordered again: until that is told';
create index stock_watchers_of_customer on stock_watchers (customer_id);
--rollback drop table stock_watchers;

--changeset emporium:product-0032
create table erased_customers (
    customer_id uuid        primary key,
    erased_at   timestamptz not null
);
comment on table erased_customers is 'Whose accounts were deleted: nothing is made theirs any more';
--rollback drop table erased_customers;
