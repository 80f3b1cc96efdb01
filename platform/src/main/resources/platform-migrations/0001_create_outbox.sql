--liquibase formatted sql

--changeset emporium:platform-0001
create table outbox (
    position   bigint generated always as identity primary key,
    topic      text        not null,
    key        text        not null,
    message    text        not null,
    created_at timestamptz not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_threshold = 100000);
comment on table outbox is 'Messages of committed changes that Kafka does not have yet; the relay deletes what it has sent';
--rollback drop table outbox;
