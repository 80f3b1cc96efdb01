--liquibase formatted sql

--changeset emporium:notification-0002
create table order_summaries (
    order_id    uuid  primary key,
    customer_id uuid,
    locale      text,
    summary     jsonb not null
);
comment on table order_summaries is 'What was ordered, as mails tell of it: nothing that says who somebody is';
create index order_summaries_of_customer on order_summaries (customer_id) where customer_id is not null;
--rollback drop table order_summaries;
