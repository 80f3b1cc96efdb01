--liquibase formatted sql

-- What was given back and did not arrive is the shop's again.
--changeset emporium:payment-0037
alter table ledger_entries
    drop constraint ledger_entries_cause_check,
    drop constraint ledger_entries_check1,
    add constraint ledger_entries_causes
        check (cause in ('authorised', 'released', 'captured', 'refunded', 'refund_failed')) not valid,
    add constraint ledger_entries_refunds
        check ((cause in ('refunded', 'refund_failed')) = (refund_id is not null)) not valid;
--rollback alter table ledger_entries drop constraint ledger_entries_causes, drop constraint ledger_entries_refunds,
--rollback add constraint ledger_entries_cause_check check (cause in ('authorised', 'released', 'captured', 'refunded')) not valid,
--rollback add constraint ledger_entries_check1 check ((cause = 'refunded') = (refund_id is not null)) not valid;

--changeset emporium:payment-0038
alter table ledger_entries validate constraint ledger_entries_causes;
alter table ledger_entries validate constraint ledger_entries_refunds;
--rollback select 1;
