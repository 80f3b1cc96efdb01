--liquibase formatted sql

-- Rows take the room of deleted ones, so a summary of pages soon says nothing of times.
--changeset emporium:payment-0009 runInTransaction:false
drop index concurrently if exists webhook_events_by_time;
create index concurrently webhook_events_by_time on webhook_events (received_at);
drop index concurrently if exists webhook_events_received_at;
--rollback drop index webhook_events_by_time;
--rollback create index webhook_events_received_at on webhook_events using brin (received_at);
