--liquibase formatted sql

--changeset emporium:order-0013
alter table orders
    add column shipping_method text,
    add column shipping_minor bigint check (shipping_minor >= 0),
    add column deliver_on date,
    add column action_url text,
    add column action_expires_at timestamptz,
    add column cancel_asked_by text;
comment on column orders.shipping_method is 'How it is sent; null for what the version before has placed, which is not paid and has no shipment';
comment on column orders.shipping_minor is 'What sending it costs, in minor units of the currency; a part of the total';
comment on column orders.action_url is 'Where the buyer must confirm the payment, while it is awaited';
comment on column orders.cancel_asked_by is 'Who has asked to cancel it after it was confirmed; shipping-service decides';
--rollback alter table orders drop column shipping_method, drop column shipping_minor, drop column deliver_on, drop column action_url, drop column action_expires_at, drop column cancel_asked_by;

--changeset emporium:order-0014
alter table checkouts drop constraint checkouts_step_check;
alter table checkouts
    add constraint checkouts_step_check check (step in ('awaiting_stock', 'awaiting_payment', 'awaiting_buyer')),
    add column payment_token text;
comment on column checkouts.payment_token is 'What the provider knows the buyer''s card by, until it is sent';
--rollback alter table checkouts drop constraint checkouts_step_check, drop column payment_token;
--rollback alter table checkouts add constraint checkouts_step_check check (step in ('awaiting_stock')) not valid;

--changeset emporium:order-0015
create table shipping_rates (
    latest  boolean     primary key default true check (latest),
    etag    text        not null,
    rates   jsonb       not null,
    seen_at timestamptz not null
);
comment on table shipping_rates is 'The last table of rates that shipping-service was seen to have: one row, or none';
--rollback drop table shipping_rates;
