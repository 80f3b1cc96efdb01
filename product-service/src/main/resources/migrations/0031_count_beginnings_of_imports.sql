--liquibase formatted sql

--changeset emporium:product-0311
alter table imports add column begun int not null default 0;
comment on column imports.begun is 'how often somebody has begun to read the file since it last came further, and has not given it back';
--rollback alter table imports drop column begun;
