--liquibase formatted sql

-- Where the index could serve for finding what is due, a plan made while nothing waits would read all that waits through it.
--changeset emporium:notification-0005 runInTransaction:false
drop index concurrently if exists notifications_queued_of_order;
create index concurrently notifications_queued_of_order on notifications (order_id)
    where status = 'queued' and order_id is not null;
drop index concurrently if exists notifications_of_order;
--rollback drop index notifications_queued_of_order;
--rollback create index notifications_of_order on notifications (order_id) where status = 'queued';
