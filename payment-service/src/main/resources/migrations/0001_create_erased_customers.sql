--liquibase formatted sql

--changeset emporium:payment-0001
create table erased_customers (
    customer_id uuid        primary key,
    erased_at   timestamptz not null
);
comment on table erased_customers is 'Whose accounts were deleted: nothing is made theirs any more';
--rollback drop table erased_customers;
