--liquibase formatted sql

--changeset emporium:0002
alter table notes add column remark text;
--rollback alter table notes drop column remark;

--changeset emporium:0003 runInTransaction:false
create index concurrently notes_title on notes (title);
--rollback drop index notes_title;
