--liquibase formatted sql

--changeset emporium:cart-0004
create table merged_items (
    cart_id    uuid        not null,
    product_id uuid        not null,
    into_id    uuid        not null references carts on delete cascade,
    quantity   bigint      not null check (quantity >= 0),
    merged_at  timestamptz not null default clock_timestamp(),
    primary key (cart_id, product_id)
);
create index merged_items_into_id on merged_items (into_id);
create index merged_items_merged_at on merged_items (merged_at);
comment on table merged_items is 'What went from guests'' carts that are gone into their owners'', as far as no order has taken it out';
--rollback drop table merged_items;
