--liquibase formatted sql

--changeset emporium:payment-0002
create table payments (
    payment_id         uuid        primary key,
    order_id           uuid        not null unique,
    customer_id        uuid,
    provider           text        not null,
    provider_reference text,
    status             text        not null check (status in ('pending', 'action_required', 'authorised', 'captured',
                           'declined', 'voided', 'refunded', 'failed')),
    currency           text,
    amount_minor       bigint      not null check (amount_minor >= 0),
    captured_minor     bigint      not null default 0,
    refunding_minor    bigint      not null default 0 check (refunding_minor >= 0),
    refunded_minor     bigint      not null default 0 check (refunded_minor >= 0),
    capture_asked      boolean     not null default false,
    void_asked         boolean     not null default false,
    reason             text,
    action_url         text,
    action_expires_at  timestamptz,
    request_id         text,
    traceparent        text,
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    check (captured_minor in (0, amount_minor)),
    constraint refunds_within_capture check (refunding_minor + refunded_minor <= captured_minor),
    check (currency is not null or (status = 'voided' and amount_minor = 0))
);
create index payments_of_customer on payments (customer_id, payment_id);
comment on table payments is 'One for each order; without a currency: the order was over before its payment was heard of';
comment on column payments.amount_minor is 'in minor units of the currency, as all amounts';
comment on column payments.refunding_minor is 'asked of the provider, and not answered yet';
comment on column payments.request_id is 'of the request that the order was placed by';
--rollback drop table payments;

--changeset emporium:payment-0003
create table refunds (
    refund_id    uuid        primary key,
    payment_id   uuid        not null references payments,
    amount_minor bigint      not null check (amount_minor > 0),
    reason       text,
    status       text        not null check (status in ('waiting', 'pending', 'refunded', 'failed')),
    created_at   timestamptz not null,
    updated_at   timestamptz not null
);
create index refunds_of_payment on refunds (payment_id, refund_id);
comment on table refunds is 'What was to be given back; the id makes it once';
--rollback drop table refunds;

--changeset emporium:payment-0004
create table provider_calls (
    call_id         uuid        primary key,
    payment_id      uuid        not null references payments,
    step            text        not null check (step in ('authorise', 'ask', 'capture', 'void', 'refund')),
    refund_id       uuid        references refunds,
    idempotency_key text        not null unique,
    token           text,
    attempts        integer     not null default 0,
    due_at          timestamptz not null,
    begun_at        timestamptz,
    answered_at     timestamptz,
    outcome         text,
    settled_at      timestamptz,
    check ((step = 'refund') = (refund_id is not null)),
    check (settled_at is null or token is null)
);
create index provider_calls_due on provider_calls (due_at) where settled_at is null;
create unique index provider_calls_open on provider_calls (payment_id) where settled_at is null and step <> 'refund';
create index provider_calls_of_payment on provider_calls (payment_id);
comment on table provider_calls is 'What the provider is asked for: noted before it is asked, and when it has answered; open until the outcome is known';
comment on column provider_calls.token is 'What the provider knows the card by; forgotten once it has answered';
comment on column provider_calls.due_at is 'Nobody else takes it up before';
--rollback drop table provider_calls;

--changeset emporium:payment-0005
create table webhook_events (
    provider    text        not null,
    event_id    text        not null,
    received_at timestamptz not null,
    primary key (provider, event_id)
);
create index webhook_events_received_at on webhook_events using brin (received_at);
comment on table webhook_events is 'What providers have told of, so that nothing is heard twice';
--rollback drop table webhook_events;
