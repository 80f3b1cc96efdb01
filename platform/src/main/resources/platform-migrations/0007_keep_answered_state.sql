--liquibase formatted sql

--changeset emporium:platform-0012
alter table idempotency_keys add column state text;
comment on column idempotency_keys.state is
    'As JSON, what the answer told of resource_id that may be different by now: where that is kept, the rest is read of it';
--rollback alter table idempotency_keys drop column state;
