--liquibase formatted sql

--changeset emporium:order-0011
create table erased_customers (
    customer_id uuid        primary key,
    erased_at   timestamptz not null
);
comment on table erased_customers is 'Whose accounts were deleted: they order nothing more, and their orders say whose they were only until they are over';
--rollback drop table erased_customers;
