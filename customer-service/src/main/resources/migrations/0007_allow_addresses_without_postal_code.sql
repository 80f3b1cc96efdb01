--liquibase formatted sql

--changeset emporium:customer-0011
alter table addresses alter column postal_code drop not null;
--rollback alter table addresses alter column postal_code set not null;
