--liquibase formatted sql

--changeset emporium:payment-0006
create table ledger_entries (
    entry_id     uuid        primary key,
    payment_id   uuid        not null references payments,
    at           timestamptz not null default clock_timestamp(),
    cause        text        not null check (cause in ('authorised', 'released', 'captured', 'refunded')),
    refund_id    uuid        references refunds,
    debit        text        not null check (debit in ('holds', 'promises', 'receivable', 'sales', 'refunds')),
    credit       text        not null check (credit in ('holds', 'promises', 'receivable', 'sales', 'refunds')),
    currency     text        not null,
    amount_minor bigint      not null check (amount_minor > 0),
    check (debit <> credit),
    check ((cause = 'refunded') = (refund_id is not null)),
    unique nulls not distinct (payment_id, cause, refund_id)
);
comment on table ledger_entries is 'Each amount that moved, from one account to another: rows are added, never changed and never deleted';
--rollback drop table ledger_entries;

--changeset emporium:payment-0007 splitStatements:false
create function ledger_entries_only_grow() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only' using errcode = 'insufficient_privilege';
end
$$;
--rollback drop function ledger_entries_only_grow();

--changeset emporium:payment-0008
create trigger ledger_entries_only_grow before update or delete or truncate on ledger_entries
    for each statement execute function ledger_entries_only_grow();
--rollback drop trigger ledger_entries_only_grow on ledger_entries;
