--liquibase formatted sql

-- Several machines can share the tables once each key has the order that its row is of. The version before knows of a payment's rows
-- the payment alone, so their order is filled in for it.
--changeset emporium:payment-0011 splitStatements:false
create function order_of_payment() returns trigger language plpgsql as $$
begin
    new.order_id := (select order_id from payments where payment_id = new.payment_id);
    return new;
end
$$;
comment on function order_of_payment() is 'For the version before, and goes with it';
--rollback drop function order_of_payment();

--changeset emporium:payment-0012
alter table refunds add column order_id uuid;
create trigger refunds_order before insert on refunds
    for each row when (new.order_id is null) execute function order_of_payment();
--rollback alter table refunds drop column order_id;

--changeset emporium:payment-0013
alter table provider_calls add column order_id uuid;
create trigger provider_calls_order before insert on provider_calls
    for each row when (new.order_id is null) execute function order_of_payment();
--rollback alter table provider_calls drop column order_id;

-- Until each entry has its order, that is all that may be changed of one.
--changeset emporium:payment-0014
alter table ledger_entries add column order_id uuid;
create trigger ledger_entries_order before insert on ledger_entries
    for each row when (new.order_id is null) execute function order_of_payment();
drop trigger ledger_entries_only_grow on ledger_entries;
create trigger ledger_entries_only_grow before delete or truncate on ledger_entries
    for each statement execute function ledger_entries_only_grow();
create trigger ledger_entries_stay before update on ledger_entries
    for each row when (old.order_id is not null
        or (to_jsonb(new) - 'order_id') is distinct from (to_jsonb(old) - 'order_id'))
    execute function ledger_entries_only_grow();
--rollback drop trigger ledger_entries_stay on ledger_entries; drop trigger ledger_entries_only_grow on ledger_entries;
--rollback create trigger ledger_entries_only_grow before delete or update or truncate on ledger_entries for each statement execute function ledger_entries_only_grow();
--rollback alter table ledger_entries drop column order_id;

-- What was there before the triggers were, a thousand rows at a time.
--changeset emporium:payment-0015 runInTransaction:false splitStatements:false
do $$
declare
    last uuid := '00000000-0000-0000-0000-000000000000';
    batch uuid[];
begin
    loop
        batch := array(select refund_id from refunds
            where refund_id > last and order_id is null order by refund_id limit 1000);
        exit when batch = '{}';
        update refunds r set order_id = p.order_id
        from payments p where p.payment_id = r.payment_id and r.refund_id = any(batch);
        last := batch[cardinality(batch)];
        commit;
    end loop;
    last := '00000000-0000-0000-0000-000000000000';
    loop
        batch := array(select call_id from provider_calls
            where call_id > last and order_id is null order by call_id limit 1000);
        exit when batch = '{}';
        update provider_calls c set order_id = p.order_id
        from payments p where p.payment_id = c.payment_id and c.call_id = any(batch);
        last := batch[cardinality(batch)];
        commit;
    end loop;
    last := '00000000-0000-0000-0000-000000000000';
    loop
        batch := array(select entry_id from ledger_entries
            where entry_id > last and order_id is null order by entry_id limit 1000);
        exit when batch = '{}';
        update ledger_entries l set order_id = p.order_id
        from payments p where p.payment_id = l.payment_id and l.entry_id = any(batch);
        last := batch[cardinality(batch)];
        commit;
    end loop;
end
$$;
--rollback select 1;

--changeset emporium:payment-0016
drop trigger ledger_entries_stay on ledger_entries;
drop trigger ledger_entries_only_grow on ledger_entries;
create trigger ledger_entries_only_grow before update or delete or truncate on ledger_entries
    for each statement execute function ledger_entries_only_grow();
--rollback select 1;

--changeset emporium:payment-0017 runInTransaction:false
create unique index concurrently payments_of_orders on payments (order_id);
--rollback drop index payments_of_orders;

--changeset emporium:payment-0018 runInTransaction:false
create index concurrently payments_by_id on payments (payment_id);
--rollback drop index payments_by_id;

--changeset emporium:payment-0019 runInTransaction:false
create unique index concurrently refunds_of_orders on refunds (order_id, refund_id);
--rollback drop index refunds_of_orders;

--changeset emporium:payment-0020 runInTransaction:false
create index concurrently refunds_by_id on refunds (refund_id);
--rollback drop index refunds_by_id;

--changeset emporium:payment-0021 runInTransaction:false
create unique index concurrently provider_calls_of_orders on provider_calls (order_id, idempotency_key);
--rollback drop index provider_calls_of_orders;

--changeset emporium:payment-0022 runInTransaction:false
create unique index concurrently provider_calls_one_open on provider_calls (order_id) where settled_at is null and step <> 'refund';
--rollback drop index provider_calls_one_open;

--changeset emporium:payment-0023 runInTransaction:false
create index concurrently provider_calls_by_id on provider_calls (call_id);
--rollback drop index provider_calls_by_id;

--changeset emporium:payment-0024 runInTransaction:false
create unique index concurrently ledger_entries_of_orders on ledger_entries (order_id, entry_id);
--rollback drop index ledger_entries_of_orders;

--changeset emporium:payment-0025 runInTransaction:false
create unique index concurrently ledger_entries_once on ledger_entries (order_id, cause, refund_id) nulls not distinct;
--rollback drop index ledger_entries_once;

-- What refers to a payment by its order refers to the index that stays.
--changeset emporium:payment-0026
alter table payments drop constraint payments_order_id_key;
--rollback alter table payments add constraint payments_order_id_key unique (order_id);

--changeset emporium:payment-0027
alter table refunds add constraint refunds_order_id_not_null not null order_id not valid;
alter table refunds add foreign key (order_id) references payments (order_id) not valid;
--rollback alter table refunds drop constraint refunds_order_id_not_null, drop constraint refunds_order_id_fkey;

--changeset emporium:payment-0028
alter table refunds validate constraint refunds_order_id_not_null;
alter table refunds validate constraint refunds_order_id_fkey;
--rollback select 1;

--changeset emporium:payment-0029
alter table provider_calls add constraint provider_calls_order_id_not_null not null order_id not valid;
alter table provider_calls add foreign key (order_id) references payments (order_id) not valid;
alter table provider_calls add foreign key (order_id, refund_id) references refunds (order_id, refund_id) not valid;
--rollback alter table provider_calls drop constraint provider_calls_order_id_not_null, drop constraint provider_calls_order_id_fkey, drop constraint provider_calls_order_id_refund_id_fkey;

--changeset emporium:payment-0030
alter table provider_calls validate constraint provider_calls_order_id_not_null;
alter table provider_calls validate constraint provider_calls_order_id_fkey;
alter table provider_calls validate constraint provider_calls_order_id_refund_id_fkey;
--rollback select 1;

--changeset emporium:payment-0031
alter table ledger_entries add constraint ledger_entries_order_id_not_null not null order_id not valid;
alter table ledger_entries add foreign key (order_id) references payments (order_id) not valid;
alter table ledger_entries add foreign key (order_id, refund_id) references refunds (order_id, refund_id) not valid;
--rollback alter table ledger_entries drop constraint ledger_entries_order_id_not_null, drop constraint ledger_entries_order_id_fkey, drop constraint ledger_entries_order_id_refund_id_fkey;

--changeset emporium:payment-0032
alter table ledger_entries validate constraint ledger_entries_order_id_not_null;
alter table ledger_entries validate constraint ledger_entries_order_id_fkey;
alter table ledger_entries validate constraint ledger_entries_order_id_refund_id_fkey;
--rollback select 1;

-- From here on each key has the order. What the version before finds a row by is still an index, and what it may not have twice
-- it may not have twice still: an order has one payment.
--changeset emporium:payment-0033
alter table ledger_entries
    drop constraint ledger_entries_payment_id_fkey,
    drop constraint ledger_entries_refund_id_fkey,
    drop constraint ledger_entries_payment_id_cause_refund_id_key,
    drop constraint ledger_entries_pkey,
    add constraint ledger_entries_pkey primary key using index ledger_entries_of_orders;
--rollback alter table ledger_entries drop constraint ledger_entries_pkey, add primary key (entry_id), add unique nulls not distinct (payment_id, cause, refund_id);

--changeset emporium:payment-0034
alter table provider_calls
    drop constraint provider_calls_payment_id_fkey,
    drop constraint provider_calls_refund_id_fkey,
    drop constraint provider_calls_pkey,
    add constraint provider_calls_pkey primary key using index provider_calls_of_orders;
drop index provider_calls_open;
comment on constraint provider_calls_idempotency_key_key on provider_calls is 'For the version before, and goes with it';
--rollback alter table provider_calls drop constraint provider_calls_pkey, add primary key (call_id);
--rollback create unique index provider_calls_open on provider_calls (payment_id) where settled_at is null and step <> 'refund';

--changeset emporium:payment-0035
alter table refunds
    drop constraint refunds_payment_id_fkey,
    drop constraint refunds_pkey,
    add constraint refunds_pkey primary key using index refunds_of_orders;
--rollback alter table refunds drop constraint refunds_pkey, add primary key (refund_id);

--changeset emporium:payment-0036
alter table payments
    drop constraint payments_pkey,
    add constraint payments_pkey primary key using index payments_of_orders;
--rollback alter table payments drop constraint payments_pkey cascade, add primary key (payment_id), add unique (order_id);
