--liquibase formatted sql

--changeset emporium:order-0031
alter table returns add column refund_failed boolean not null default false;
comment on column returns.refund_failed is 'It was paid back, and has not arrived';
--rollback alter table returns drop column refund_failed;
