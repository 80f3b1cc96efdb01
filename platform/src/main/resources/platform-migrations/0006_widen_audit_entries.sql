--liquibase formatted sql

--changeset emporium:platform-0011
alter table audit_entries
    alter column actor_id drop not null,
    alter column subject_id drop not null,
    add column pseudonym text;
comment on table audit_entries is 'The audit trail: rows are added and never changed';
--rollback alter table audit_entries drop column pseudonym;
