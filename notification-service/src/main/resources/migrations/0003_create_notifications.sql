--liquibase formatted sql

--changeset emporium:notification-0003
create table notifications (
    notification_id uuid        primary key,
    kind            text        not null,
    channel         text        not null check (channel in ('mail', 'sms')),
    cause_id        uuid        not null,
    order_id        uuid,
    customer_id     uuid,
    facts           jsonb       not null,
    status          text        not null default 'queued' check (status in ('queued', 'sent', 'failed', 'withheld')),
    reason          text,
    subject         text,
    attempts        integer     not null default 0,
    due_at          timestamptz not null default clock_timestamp(),
    lease           uuid,
    request_id      text,
    traceparent     text,
    created_at      timestamptz not null default clock_timestamp(),
    sent_at         timestamptz,
    constraint notifications_once unique (cause_id, kind, channel)
);
comment on table notifications is 'What somebody is told: a row for each cause, however often the cause is heard of';
comment on column notifications.cause_id is 'What it is told of: an order, a shipment, a refund, a customer, a message';
comment on column notifications.due_at is 'When it is to be tried; while somebody has it in hand, when others may take it';
comment on column notifications.lease is 'Who has it in hand: a new id for each attempt';
comment on column notifications.status is 'withheld: its reader does not want it';
create index notifications_due on notifications (channel, due_at, notification_id) where status = 'queued';
create index notifications_of_order on notifications (order_id) where status = 'queued';
create index notifications_of_customer on notifications (customer_id, notification_id)
    where customer_id is not null;
--rollback drop table notifications;
