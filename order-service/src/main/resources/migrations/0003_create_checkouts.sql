--liquibase formatted sql

--changeset emporium:order-0004
create table checkouts (
    order_id uuid        primary key references orders,
    step     text        not null check (step in ('awaiting_stock')),
    deadline timestamptz not null
);
create index checkouts_deadline on checkouts (deadline);
comment on table checkouts is 'Checkouts under way: what each waits for, and until when; a decided one has no row';
--rollback drop table checkouts;
