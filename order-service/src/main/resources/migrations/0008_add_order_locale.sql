--liquibase formatted sql

--changeset emporium:order-0012
alter table orders add column locale text check (locale in ('en', 'de'));
comment on column orders.locale is 'What the buyer reads, as far as the request said it';
--rollback alter table orders drop column locale;
