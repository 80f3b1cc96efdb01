--liquibase formatted sql

--changeset emporium:notification-0004
create table preferences (
    customer_id uuid   primary key,
    locale      text,
    mail        boolean not null,
    sms         boolean not null,
    phone       text,
    unwanted    text[] not null
);
comment on table preferences is 'How customers want to be told of things; of whoever has no row, by mail of all';
comment on column preferences.unwanted is 'The kinds that are not to be told';
--rollback drop table preferences;
