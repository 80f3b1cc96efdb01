--liquibase formatted sql

-- Who has registered is found by what they have made when their account is deleted; other services do not ask that.
--changeset emporium:customer-0017 runInTransaction:false
drop index concurrently if exists idempotency_keys_by_resource;
create index concurrently idempotency_keys_by_resource on idempotency_keys (resource_id);
--rollback drop index idempotency_keys_by_resource;
