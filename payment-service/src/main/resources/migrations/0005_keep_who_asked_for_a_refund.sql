--liquibase formatted sql

--changeset emporium:payment-0010
alter table refunds add column request_id text, add column traceparent text;
comment on column refunds.request_id is 'Of the request that asked for it; null for one of an earlier version, and for what a cancelled order gives back: then it is that of the payment';
comment on column refunds.traceparent is 'Of the same request: the trace that the refund goes on in';
--rollback alter table refunds drop column request_id, drop column traceparent;
