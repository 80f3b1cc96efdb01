--liquibase formatted sql

--changeset emporium:shipping-0002
create table shipments (
    shipment_id     uuid        primary key,
    order_id        uuid        not null,
    customer_id     uuid,
    status          text        not null check (status in
                        ('created', 'dispatched', 'in_transit', 'delivered', 'lost', 'cancelled')),
    method          text        not null,
    deliver_on      date,
    parcel          integer     not null default 1,
    tracking_number text,
    tracking_url    text,
    label_due       timestamptz,
    label_attempts  integer     not null default 0,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    constraint shipments_of_an_order unique (order_id),
    constraint shipments_leave_with_a_label
        check (status not in ('dispatched', 'in_transit') or tracking_number is not null)
) with (fillfactor = 80);
comment on table shipments is 'One for each order that is to be sent; a cancellation that came first leaves a row too, which refuses the shipment when it comes';
comment on column shipments.customer_id is 'whose; null for a guest';
comment on column shipments.parcel is 'how many were sent, this one included: what is lost is sent again';
comment on column shipments.label_due is 'when the carrier is asked for a label, at the earliest; null when it need not be';
--rollback drop table shipments;

--changeset emporium:shipping-0003
create index shipments_of_customer on shipments (customer_id, shipment_id);
create index shipments_without_label on shipments (label_due) where label_due is not null;
create index shipments_under_way on shipments (updated_at) where status in ('created', 'dispatched', 'in_transit');
--rollback drop index shipments_of_customer; drop index shipments_without_label; drop index shipments_under_way;

--changeset emporium:shipping-0004
create table shipment_lines (
    shipment_id uuid    not null references shipments,
    product_id  uuid    not null,
    position    integer not null,
    quantity    bigint  not null check (quantity > 0),
    primary key (shipment_id, product_id)
);
--rollback drop table shipment_lines;

--changeset emporium:shipping-0005
create table shipment_history (
    shipment_id uuid        not null references shipments,
    position    bigint      generated always as identity,
    at          timestamptz not null,
    status      text        not null,
    primary key (shipment_id, position)
);
comment on table shipment_history is 'Every state that a shipment was in, in order; what is lost and sent again enters some twice';
--rollback drop table shipment_history;
