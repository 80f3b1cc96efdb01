--liquibase formatted sql

-- Rows take the room of deleted ones, so a summary of pages soon says nothing of times.
--changeset emporium:platform-0013 runInTransaction:false
drop index concurrently if exists idempotency_keys_by_time;
create index concurrently idempotency_keys_by_time on idempotency_keys (created_at);
drop index concurrently if exists idempotency_keys_created_at;
--rollback drop index idempotency_keys_by_time;
--rollback create index idempotency_keys_created_at on idempotency_keys using brin (created_at);
