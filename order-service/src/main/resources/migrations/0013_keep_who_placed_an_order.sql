--liquibase formatted sql

--changeset emporium:order-0019
alter table checkouts add column request_id text, add column traceparent text;
comment on column checkouts.request_id is 'Of the request that placed the order; null for one that an earlier version has placed';
comment on column checkouts.traceparent is 'Of the same request: the trace that whatever follows goes on in';
--rollback alter table checkouts drop column request_id, drop column traceparent;
