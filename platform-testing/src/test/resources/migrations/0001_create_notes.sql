--liquibase formatted sql

--changeset emporium:0001
create table notes (
    note_id uuid primary key,
    title   text not null
);
--rollback drop table notes;
