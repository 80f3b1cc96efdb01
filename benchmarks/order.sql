-- One order of three lines, as the services' own statements and transactions, end to end (see README.md).
-- A transaction's first statement travels together with its begin, as the JDBC driver sends it.
\set a random(1, 66)
\set b random(67, 132)
\set c random(133, 198)

-- order-service: was there such a request before? (and the ids that Java would make)
select uuidv7() as order_id, uuidv7() as m1, uuidv7() as m2, uuidv7() as m3, uuidv7() as m4, lpad(to_hex(cast(:a as int)), 32, '0') as p1, lpad(to_hex(cast(:b as int)), 32, '0') as p2, lpad(to_hex(cast(:c as int)), 32, '0') as p3 from (select) left join (select request_hash, resource_id, status, headers, body from idempotency_keys where caller = 'anonymous' and key = 'none') as earlier on true \gset
-- product-service: what do they cost?
select p.*, (select s.available from stock_levels s where s.product_id = p.product_id) as available from products p where p.deleted_at is null and p.product_id = any(cast(array[:p1, :p2, :p3] as uuid[]));

-- order-service: the order is placed
\startpipeline
begin;
insert into idempotency_keys (caller, key, request_hash, resource_id) values ('anonymous', cast(:order_id as text), sha256('order'), :order_id) on conflict do nothing;
\endpipeline
with placed as (
  insert into orders (order_id, customer_id, cart_id, email, status, currency, total_minor, shipping_address, placed_at, updated_at)
  values (:order_id, null, null, 'ada@example.com', 'pending', 'EUR', 5997, '{"name":"Ada Lovelace","line1":"12 St James Square","city":"London","postal_code":"SW1Y 4JH","country":"GB"}', now(), now())
), noted as (
  insert into order_history (order_id, at, status, actor, cause) values (:order_id, now(), 'pending', 'customer', 'placed')
)
insert into order_lines (order_id, product_id, position, sku, name, quantity, unit_price_minor)
select cast(:order_id as uuid), line.* from unnest(cast(array[:p1, :p2, :p3] as uuid[]), array[0, 1, 2], array['benchmark-001', 'benchmark-002', 'benchmark-003'], array['Benchmark product 001', 'Benchmark product 002', 'Benchmark product 003'], array[1, 1, 1], array[1999, 1999, 1999]) as line;
insert into checkouts (order_id, step, deadline) values (:order_id, 'awaiting_stock', now() + interval '15 minutes');
with added as (
  insert into outbox (topic, key, message)
  select topic, key, message from unnest(array['product.commands'], array[cast(:order_id as text)], array['{"specversion":"1.0","id":"0199c0de-0000-7000-8000-000000000001","source":"/order-service","type":"stock.reserve","subject":"0199c0de-0000-7000-8000-000000000002","time":"2026-01-01","datacontenttype":"application/json","requestid":"0199c0de-0000-7000-8000-000000000003","data":{"order_id":"0199c0de-0000-7000-8000-000000000002","lines":[{"product_id":"00000000-0000-0000-0000-000000000001","quantity":1},{"product_id":"00000000-0000-0000-0000-000000000002","quantity":1},{"product_id":"00000000-0000-0000-0000-000000000003","quantity":1}]}}']) with ordinality as added (topic, key, message, place) order by place
  returning position
) select array_agg(position) as positions from added \gset
commit;
-- order-service: the relay sends it
select position, topic, key, message from outbox where position = any(cast(:positions as bigint[])) order by position;
delete from outbox where position = any(cast(:positions as bigint[]));

-- product-service: the stock is set aside
\startpipeline
begin;
insert into inbox (message_id) select unnest(cast(array[:m1] as uuid[])) on conflict do nothing returning message_id;
\endpipeline
with opened as (
  insert into order_reservations as present (order_id, state)
  select order_id, 'reserved' from unnest(cast(array[:order_id] as uuid[])) as asked (order_id) order by order_id
  on conflict (order_id) do update set state = present.state
  returning new.order_id, old.state, old.refused_products
) select * from opened where state is not null;
select product_id, on_hand - reserved as available from stock where product_id = any(cast(array[:p1, :p2, :p3] as uuid[])) and offer = 'on_sale' order by product_id for update;
update stock s set reserved = s.reserved + wanted.quantity from unnest(cast(array[:p1, :p2, :p3] as uuid[]), array[1, 1, 1]) as wanted (product_id, quantity) where s.product_id = wanted.product_id and s.on_hand - s.reserved >= wanted.quantity;
insert into reservation_lines (order_id, product_id, quantity) select * from unnest(cast(array[:order_id, :order_id, :order_id] as uuid[]), cast(array[:p1, :p2, :p3] as uuid[]), array[1, 1, 1]);
with added as (
  insert into outbox (topic, key, message)
  select topic, key, message from unnest(array['product.events'], array[cast(:order_id as text)], array['{"specversion":"1.0","id":"0199c0de-0000-7000-8000-000000000001","source":"/product-service","type":"stock.reserved","subject":"0199c0de-0000-7000-8000-000000000002","time":"2026-01-01","datacontenttype":"application/json","requestid":"0199c0de-0000-7000-8000-000000000003","data":{"order_id":"0199c0de-0000-7000-8000-000000000002"}}']) with ordinality as added (topic, key, message, place) order by place
  returning position
) select array_agg(position) as positions from added \gset
commit;
-- product-service: the relay sends it
select position, topic, key, message from outbox where position = any(cast(:positions as bigint[])) order by position;
delete from outbox where position = any(cast(:positions as bigint[]));

-- order-service: the order is confirmed
\startpipeline
begin;
insert into inbox (message_id) select unnest(cast(array[:m2] as uuid[])) on conflict do nothing returning message_id;
\endpipeline
with taken as (
  select o.order_id, o.status, c.step from orders o join checkouts c using (order_id) where o.order_id = any(cast(array[:order_id] as uuid[])) and c.step = any(array['awaiting_stock']) order by o.order_id for update of o, c
), ended as (
  delete from checkouts c using taken where c.order_id = taken.order_id and taken.step = any(array['awaiting_stock'])
)
select order_id, status, step from taken;
with locked as (
  select order_id from orders where order_id = any(cast(array[:order_id] as uuid[])) and status = 'pending' order by order_id for update
), o as (
  update orders set status = 'confirmed', reason = null, updated_at = now() from locked where orders.order_id = locked.order_id returning orders.*
), noted as (
  insert into order_history (order_id, at, status, actor, cause) select order_id, now(), 'confirmed', 'checkout', 'stock.reserved' from o
)
select o.*, (select jsonb_agg(jsonb_build_object('product_id', l.product_id, 'sku', l.sku, 'name', l.name, 'quantity', l.quantity, 'unit_price_minor', l.unit_price_minor) order by l.position) from order_lines l where l.order_id = o.order_id) as lines from o;
with added as (
  insert into outbox (topic, key, message)
  select topic, key, message from unnest(array['product.commands', 'order.events'], array[cast(:order_id as text), cast(:order_id as text)], array['{"specversion":"1.0","id":"0199c0de-0000-7000-8000-000000000001","source":"/order-service","type":"stock.commit","subject":"0199c0de-0000-7000-8000-000000000002","time":"2026-01-01","datacontenttype":"application/json","requestid":"0199c0de-0000-7000-8000-000000000003","data":{"order_id":"0199c0de-0000-7000-8000-000000000002"}}', '{"specversion":"1.0","id":"0199c0de-0000-7000-8000-000000000001","source":"/order-service","type":"order.confirmed","subject":"0199c0de-0000-7000-8000-000000000002","time":"2026-01-01","datacontenttype":"application/json","requestid":"0199c0de-0000-7000-8000-000000000003","data":{"order_id":"0199c0de-0000-7000-8000-000000000002","lines":[{"product_id":"00000000-0000-0000-0000-000000000001","quantity":1},{"product_id":"00000000-0000-0000-0000-000000000002","quantity":1},{"product_id":"00000000-0000-0000-0000-000000000003","quantity":1}],"total":{"amount":"59.97","currency":"EUR"}}}']) with ordinality as added (topic, key, message, place) order by place
  returning position
) select array_agg(position) as positions from added \gset
commit;
-- order-service: the relay sends both, the request is answered
select position, topic, key, message from outbox where position = any(cast(:positions as bigint[])) order by position;
delete from outbox where position = any(cast(:positions as bigint[]));
select o.*, (select jsonb_agg(jsonb_build_object('product_id', l.product_id, 'sku', l.sku, 'name', l.name, 'quantity', l.quantity, 'unit_price_minor', l.unit_price_minor) order by l.position) from order_lines l where l.order_id = o.order_id) as lines from orders o where o.order_id = :order_id;
update idempotency_keys set status = coalesce(status, 201), headers = coalesce(headers, cast('{"Location":"/orders/0199c0de-0000-7000-8000-000000000002"}' as jsonb)), body = coalesce(body, repeat('{"order_id":"0199c0de-0000-7000-8000-000000000002"}', 18)) where caller = 'anonymous' and key = cast(:order_id as text) returning status, headers, body;

-- product-service: the stock is sold
\startpipeline
begin;
insert into inbox (message_id) select unnest(cast(array[:m3] as uuid[])) on conflict do nothing returning message_id;
\endpipeline
select order_id, state, refused_products from order_reservations where order_id = any(cast(array[:order_id] as uuid[])) order by order_id for update;
update order_reservations set state = 'committed', updated_at = now() where order_id = any(cast(array[:order_id] as uuid[]));
with held as (
  select product_id, cast(sum(quantity) as bigint) as quantity from reservation_lines where order_id = any(cast(array[:order_id] as uuid[])) group by product_id
), locked as (
  select s.product_id, held.quantity from stock s join held using (product_id) order by s.product_id for update of s
)
update stock s set on_hand = s.on_hand - held.quantity, reserved = s.reserved - held.quantity from locked held where s.product_id = held.product_id;
insert into stock_ledger (product_id, delta, kind, order_id) select product_id, -1 * quantity, 'sale', order_id from reservation_lines where order_id = any(cast(array[:order_id] as uuid[]));
commit;

-- cart-service: hears of it, there is no cart
\startpipeline
begin;
insert into inbox (message_id) select unnest(cast(array[:m4] as uuid[])) on conflict do nothing returning message_id;
\endpipeline
commit;
