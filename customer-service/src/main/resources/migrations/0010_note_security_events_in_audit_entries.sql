--liquibase formatted sql

--changeset emporium:customer-0016
-- Nobody has written to this service's audit_entries: security_events takes its name and form, with all that it holds.
-- Its triggers stay with it: what is younger than a year is never deleted.
drop table audit_entries;
drop function audit_entries_only_grow();
alter table security_events rename to audit_entries;
alter table audit_entries rename column event_id to entry_id;
alter table audit_entries rename column kind to action;
alter table audit_entries rename column account to pseudonym;
alter table audit_entries rename constraint security_events_pkey to audit_entries_pkey;
alter index security_events_subject_id rename to audit_entries_subject_id;
comment on table audit_entries is 'The audit trail: rows are added, never changed, and deleted after a year at the earliest';
-- the version before reads, writes and forgets by the old name
create view security_events as
    select entry_id as event_id, at, action as kind, actor_id, subject_id, pseudonym as account, detail, address, request_id
    from audit_entries;
comment on view security_events is 'For the version that knows the audit trail by this name; goes in the release after the next';
--rollback select 1;
