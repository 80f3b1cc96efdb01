--liquibase formatted sql

--changeset emporium:order-history-0001
create sequence order_history_position;
alter table order_history add column position bigint;
alter table order_history alter column position set default nextval('order_history_position');
alter sequence order_history_position owned by order_history.position;
comment on column order_history.position is 'The order in which the states were entered; null for what was noted before there was a count';
--rollback alter table order_history drop column position;

--changeset emporium:order-history-0002 runInTransaction:false
create index concurrently order_history_in_order on order_history (order_id, position nulls first, at);
--rollback drop index order_history_in_order;
