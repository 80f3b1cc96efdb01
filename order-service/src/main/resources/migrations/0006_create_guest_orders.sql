--liquibase formatted sql

--changeset emporium:order-0009
create table guest_hours (
    hour timestamptz primary key,
    salt bytea       not null
);
comment on table guest_hours is 'What the addresses of each hour are hidden with; deleted with the hour';
--rollback drop table guest_hours;

--changeset emporium:order-0010
create table guest_orders (
    hour   timestamptz not null references guest_hours on delete cascade,
    guest  bytea       not null,
    orders integer     not null,
    pieces bigint      not null,
    primary key (hour, guest)
);
comment on table guest_orders is 'How much was ordered without an account in each hour, by pseudonyms of addresses';
--rollback drop table guest_orders;
