--liquibase formatted sql

--changeset emporium:product-0004
create table order_reservations (
    order_id         uuid        primary key,
    state            text        not null check (state in ('reserved', 'rejected', 'committed', 'released')),
    refused_products uuid[],
    updated_at       timestamptz not null default now(),
    constraint order_reservations_refused check ((state = 'rejected') = (refused_products is not null))
) with (fillfactor = 80);
comment on table order_reservations is 'What became of each order''s wish; a release that came first leaves a row too, which refuses the wish when it comes';
comment on column order_reservations.refused_products is 'what was not to be had, to give the same answer again';
--rollback drop table order_reservations;

--changeset emporium:product-0005
create table reservation_lines (
    order_id   uuid   not null references order_reservations,
    product_id uuid   not null references stock,
    quantity   bigint not null check (quantity > 0),
    primary key (order_id, product_id)
);
comment on table reservation_lines is 'How many of which product an order has set aside or was sold; of a rejected order there are none';
--rollback drop table reservation_lines;
