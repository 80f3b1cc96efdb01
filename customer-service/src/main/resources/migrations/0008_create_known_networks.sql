--liquibase formatted sql

--changeset emporium:customer-0012
create table known_networks (
    customer_id uuid        not null references customers,
    network     text        not null,
    last_at     timestamptz not null,
    primary key (customer_id, network)
);
create index known_networks_last_at on known_networks (last_at);
comment on table known_networks is 'From where accounts were signed in to, by pseudonym: failures elsewhere do not lock out there';
--rollback drop table known_networks;
