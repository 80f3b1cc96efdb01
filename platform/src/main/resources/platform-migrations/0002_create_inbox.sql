--liquibase formatted sql

--changeset emporium:platform-0002
create table inbox (
    message_id uuid primary key
);
comment on table inbox is 'Ids (UUID version 7) of messages that took effect, so that none does so twice';
--rollback drop table inbox;
