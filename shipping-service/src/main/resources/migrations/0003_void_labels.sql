--liquibase formatted sql

--changeset emporium:shipping-0006
alter table shipments add column void_due timestamptz, add column void_attempts integer not null default 0,
    add column label_voided_at timestamptz;
comment on column shipments.void_due is 'when the carrier is asked again to void the label of what was called off, at the earliest; null until it was asked';
comment on column shipments.label_voided_at is 'when the carrier said that it has voided the label; null while it has not, and where there is none to void';
--rollback alter table shipments drop column void_due, drop column void_attempts, drop column label_voided_at;

--changeset emporium:shipping-0007 runInTransaction:false
create index concurrently shipments_to_void on shipments (updated_at)
    where status = 'cancelled' and label_attempts > 0 and label_voided_at is null;
--rollback drop index shipments_to_void;
