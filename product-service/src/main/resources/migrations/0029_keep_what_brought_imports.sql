--liquibase formatted sql

--changeset emporium:product-0291
alter table imports add column request_id text, add column traceparent text;
comment on column imports.request_id is 'Of the request that brought the file; null for one that an earlier version has taken in';
comment on column imports.traceparent is 'Of the same request: the trace that the import goes on in';
--rollback alter table imports drop column request_id, drop column traceparent;
