--liquibase formatted sql

--changeset emporium:product-0281
create table tried_products (
    import_id uuid  not null references imports on delete cascade,
    sku       text  not null,
    details   bytea not null,
    primary key (import_id, sku)
);
comment on table tried_products is 'What dry runs under way have come by, which would be in the catalogue by now';
comment on column tried_products.details is 'SHA-256 of what it was like when it came last';
--rollback drop table tried_products;
