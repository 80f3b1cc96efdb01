--liquibase formatted sql

--changeset emporium:0001
create table carts (
    cart_id    uuid        primary key,
    user_id    uuid,
    updated_at timestamptz not null default clock_timestamp()
);
create index carts_updated_at on carts (updated_at);
comment on table carts is 'Carts; whoever changes the items of one locks its row here first';
--rollback drop table carts;
