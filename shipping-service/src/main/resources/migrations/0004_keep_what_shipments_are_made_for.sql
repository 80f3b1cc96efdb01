--liquibase formatted sql

--changeset emporium:shipping-0008
alter table shipments add column request_id text, add column traceparent text;
comment on column shipments.request_id is 'Of the request that it is made for; null for one that an earlier version has made';
comment on column shipments.traceparent is 'Of the same request: the trace that whatever is done for it later goes on in';
--rollback alter table shipments drop column request_id, drop column traceparent;
