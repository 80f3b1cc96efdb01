--liquibase formatted sql

--changeset emporium:product-0027
alter table stock_ledger add column actor text not null default 'unknown';
alter table stock_ledger add column reference text;
comment on column stock_ledger.actor is 'who did it: the id of a member of the staff, or the service that asked; unknown for what was before, and what an older version does';
comment on column stock_ledger.reason is 'why: what staff say, or what became of the order';
comment on column stock_ledger.reference is 'what staff can look it up by, such as a delivery note; for what orders do it is order_id';
alter table stock_ledger add constraint stock_ledger_tells_why check ((kind <> 'adjustment' or reason is not null)
    and (kind = 'adjustment') = (order_id is null) and (kind = 'adjustment' or reference is null)) not valid;
alter table stock_ledger drop constraint stock_ledger_says_why;
--rollback alter table stock_ledger drop constraint stock_ledger_tells_why, drop column actor, drop column reference;

--changeset emporium:product-0028
alter table stock_ledger validate constraint stock_ledger_tells_why;
--rollback select 1;

--changeset emporium:product-0029
alter table products add column low_stock_threshold bigint;
alter table products add constraint products_threshold check (low_stock_threshold >= 0) not valid;
alter table stock add column low_stock_threshold bigint;
comment on column products.low_stock_threshold is 'when fewer can be ordered, that is little; null for what is configured, 0 for never';
comment on column stock.low_stock_threshold is 'the product''s, as the catalogue says it';
--rollback alter table stock drop column low_stock_threshold; alter table products drop column low_stock_threshold;

--changeset emporium:product-0030
alter table products validate constraint products_threshold;
--rollback select 1;
