package dev.emporium.order.ordering.entity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.Money;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.persistence.Writes;
import dev.emporium.platform.postal.Address;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** The orders. Every method is one statement in the handle's transaction; thread safe. */
public final class OrderRepository {
    private static final String ORDER =
            """
            select o.order_id, o.customer_id, o.cart_id, o.status, o.reason, o.currency, o.shipping_method,
                o.shipping_minor, o.deliver_on, o.total_minor, o.action_url, o.action_expires_at, o.shipping_address,
                o.placed_at, o.updated_at, (
                select jsonb_agg(jsonb_build_object('product_id', l.product_id, 'sku', l.sku, 'name', l.name,
                    'quantity', l.quantity, 'unit_price_minor', l.unit_price_minor) order by l.position)
                from order_lines l where l.order_id = o.order_id) as lines
            from orders o
            """;

    private static final String PLACED =
            """
            insert into orders (order_id, customer_id, cart_id, email, order_token_hash, locale, status, currency,
                shipping_method, shipping_minor, deliver_on, total_minor, shipping_address, placed_at, updated_at)
            select :orderId, cast(:customerId as uuid), cast(:cartId as uuid), :email, cast(:tokenHash as bytea), :locale,
                :orderStatus, :currency, :method, :shipping, cast(:deliverOn as date), :total, cast(:address as jsonb),
                cast(:at as timestamptz), cast(:at as timestamptz)
            where %s
            """;

    private static final String NOTED =
            """
            insert into order_history (order_id, at, status, actor, cause)
            select :orderId, cast(:at as timestamptz), :orderStatus, 'customer', 'placed' where %s
            """;

    private static final String LINES =
            """
            insert into order_lines (order_id, product_id, position, sku, name, quantity, unit_price_minor)
            select :orderId, product_id, position, sku, name, quantity, unit_price
            from unnest(:products, :positions, :skus, :names, :quantities, :prices)
                as line (product_id, position, sku, name, quantity, unit_price)
            where %s
            """;

    /** The version before has kept tokens themselves; {@link #hideTokens} turns them into hashes. */
    private static final String SEEN =
            "(:everything or o.customer_id = :customerId or o.order_token_hash = :tokenHash or o.order_token = :orderToken)";

    /** Longer than it takes to place an order. */
    private static final Duration PLACING = Duration.ofHours(1);

    private static final String[] OVER = Arrays.stream(OrderStatus.values())
            .filter(status -> !status.isUnderWay())
            .map(OrderStatus::word)
            .toArray(String[]::new);

    private final ObjectMapper json;

    public OrderRepository(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Adds a pending order with its lines and the first entry of its history.
     *
     * @param condition on which it is added
     * @param email where its mails go, or null
     * @param orderToken what lets a guest read it, or null; its hash is kept
     * @param locale what its buyer reads, or null
     */
    public void add(Writes writes, String condition, Order order, String email, OrderToken orderToken, Reading locale) {
        writes.add("placed", PLACED.formatted(condition))
                .add("noted", NOTED.formatted(condition))
                .add("lines", LINES.formatted(condition))
                .bind("orderId", order.orderId())
                .bind("customerId", order.customerId())
                .bind("cartId", order.cartId())
                .bind("email", email)
                .bind("tokenHash", orderToken == null ? null : orderToken.hash())
                .bind("locale", locale == null ? null : locale.word())
                .bind("orderStatus", order.status().word())
                .bind("currency", order.total().currencyCode())
                .bind("method", order.shipping().method())
                .bind("shipping", order.shipping().price().minorUnits())
                .bind("deliverOn", order.shipping().deliverOn())
                .bind("total", order.total().minorUnits())
                .bind("address", write(order.shippingAddress()))
                .bind("at", order.placedAt())
                .bind("products", array(order, OrderLine::productId, UUID[]::new))
                .bind("positions", array(order, order.lines()::indexOf, Integer[]::new))
                .bind("skus", array(order, OrderLine::sku, String[]::new))
                .bind("names", array(order, OrderLine::name, String[]::new))
                .bind("quantities", array(order, OrderLine::quantity, Long[]::new))
                .bind("prices", array(order, line -> line.unitPrice().minorUnits(), Long[]::new));
    }

    private static <T> T[] array(
            Order order, Function<OrderLine, T> column, java.util.function.IntFunction<T[]> newArray) {
        return order.lines().stream().map(column).toArray(newArray);
    }

    /** The order, if it is one of the viewer's. */
    public Optional<Order> find(Handle handle, UUID orderId, Viewer viewer) {
        return seenBy(viewer, handle.createQuery(ORDER + "where o.order_id = :orderId and " + SEEN))
                .bind("orderId", orderId)
                .map(this::order)
                .findOne();
    }

    /** Where these orders' goods and mails go, without those that are not there, and of which what says it is erased. */
    public List<Delivery> deliveries(Handle handle, Collection<UUID> orderIds) {
        return handle.createQuery(
                        """
                        select order_id, customer_id, email, locale, shipping_address from orders
                        where order_id = any(:orderIds) and shipping_address <> 'null'
                        """)
                .bind("orderIds", orderIds.toArray(UUID[]::new))
                .map((row, context) -> new Delivery(
                        row.getObject("order_id", UUID.class),
                        row.getObject("customer_id", UUID.class),
                        row.getString("email"),
                        row.getString("locale") == null ? null : Reading.of(row.getString("locale")),
                        read(row.getString("shipping_address"), new TypeReference<Address>() {})))
                .list();
    }

    /** These orders. */
    public List<Order> all(Handle handle, Collection<UUID> orderIds) {
        return handle.createQuery(ORDER + "where o.order_id = any(:ids) order by o.order_id")
                .bind("ids", orderIds.toArray(UUID[]::new))
                .map(this::order)
                .list();
    }

    /**
     * The newest orders, or those that follow the given one. An id says when it was made, which is shortly before its order
     * is placed, by the same clock: that bounds the part of an index that is read.
     */
    public List<Order> list(Handle handle, OrderFilter filter, UUID after, int count) {
        Map<String, Object> conditions = new LinkedHashMap<>();
        if (filter.customerId() != null) {
            conditions.put("o.customer_id = :customerId", filter.customerId());
        }
        if (filter.status() != null) {
            conditions.put("o.status = :status", filter.status().word());
        }
        if (filter.placedFrom() != null) {
            conditions.put("o.placed_at >= :placedFrom", filter.placedFrom());
            conditions.put(
                    "o.order_id >= :first", Uuid7.floor(filter.placedFrom().minus(PLACING)));
        }
        if (filter.placedBefore() != null) {
            conditions.put("o.placed_at < :placedBefore", filter.placedBefore());
            conditions.put(
                    "o.order_id < :last", Uuid7.floor(filter.placedBefore().plus(PLACING)));
        }
        if (after != null) {
            conditions.put("o.order_id < :after", after);
        }
        String where = conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions.keySet());
        Query query = handle.createQuery(ORDER + where + " order by o.order_id desc limit :count")
                .bind("count", count);
        conditions.forEach((condition, value) -> query.bind(condition.substring(condition.indexOf(':') + 1), value));
        return query.map(this::order).list();
    }

    /** The states that the order was in, as they followed each other, whatever the clocks of those who moved it said; empty when it is none of the viewer's. */
    public List<HistoryEntry> history(Handle handle, UUID orderId, Viewer viewer) {
        return seenBy(
                        viewer,
                        handle.createQuery(
                                """
                        select h.at, h.status, h.actor, h.cause from order_history h join orders o using (order_id)
                        where h.order_id = :orderId and %s order by h.position nulls first, h.at
                        """
                                        .formatted(SEEN)))
                .bind("orderId", orderId)
                .map((row, context) -> new HistoryEntry(
                        instant(row, "at"), row.getString("status"), row.getString("actor"), row.getString("cause")))
                .list();
    }

    /** Locks the order until the transaction ends, if it is one of the viewer's, and tells how it is. */
    public Optional<Order> lock(Handle transaction, UUID orderId, Viewer viewer) {
        return seenBy(
                        viewer,
                        transaction.createQuery(ORDER + "where o.order_id = :orderId and " + SEEN + " for update of o"))
                .bind("orderId", orderId)
                .map(this::order)
                .findOne();
    }

    /**
     * Notes who asks to cancel those of the orders that are confirmed, and that nobody has asked for before; shipping-service
     * decides. Locks are taken in order of the ids.
     *
     * @return which they are
     */
    public List<UUID> askToCancel(Handle transaction, Collection<UUID> orderIds, String actor) {
        return transaction
                .createQuery(
                        """
                        with locked as (
                            select order_id from orders
                            where order_id = any(:ids) and status = 'confirmed' and cancel_asked_by is null
                            order by order_id for update
                        )
                        update orders set cancel_asked_by = :actor from locked where orders.order_id = locked.order_id
                        returning orders.order_id
                        """)
                .bind("ids", orderIds.toArray(UUID[]::new))
                .bind("actor", actor)
                .mapTo(UUID.class)
                .list();
    }

    /** Keeps what the buyers of these orders are to do, until the next move. */
    public void ask(Handle transaction, Collection<UUID> orderIds, Map<UUID, PaymentAction> actions) {
        List<PaymentAction> asked = orderIds.stream().map(actions::get).toList();
        transaction
                .createUpdate(
                        """
                        update orders o set action_url = a.url, action_expires_at = a.expires_at
                        from unnest(:ids, :urls, cast(:ends as timestamptz[])) as a (order_id, url, expires_at)
                        where o.order_id = a.order_id
                        """)
                .bind("ids", orderIds.toArray(UUID[]::new))
                .bind(
                        "urls",
                        asked.stream().map(action -> action.url().toString()).toArray(String[]::new))
                .bind(
                        "ends",
                        asked.stream()
                                .map(action -> action.expiresAt().toString())
                                .toArray(String[]::new))
                .execute();
    }

    /**
     * Moves those of the orders that are in the move's first state, and notes it in their history: by whom, or for one whose
     * cancellation was asked for, by whom that was. Locks are taken in order of the ids.
     *
     * @return the orders that were moved, as they are now
     */
    public List<Order> move(
            Handle transaction,
            Collection<UUID> orderIds,
            Move move,
            String reason,
            String actor,
            String cause,
            Instant at) {
        return transaction
                .createQuery(
                        """
                        with locked as (
                            select order_id from orders where order_id = any(:ids) and status = :from
                            order by order_id for update
                        ), o as (
                            update orders set status = :to, reason = :reason, updated_at = :at, action_url = null,
                                action_expires_at = null
                            from locked where orders.order_id = locked.order_id
                            returning orders.order_id, customer_id, cart_id, status, reason, currency, shipping_method,
                                shipping_minor, deliver_on, total_minor, action_url, action_expires_at, shipping_address,
                                placed_at, updated_at, cancel_asked_by
                        ), noted as (
                            insert into order_history (order_id, at, status, actor, cause)
                            select order_id, :at, status,
                                case when status = 'cancelled' then coalesce(cancel_asked_by, :actor) else :actor end, :cause
                            from o
                        )
                        """
                                + ORDER.replace("from orders o", "from o"))
                .bind("ids", orderIds.toArray(UUID[]::new))
                .bind("from", move.from().word())
                .bind("to", move.to().word())
                .bind("reason", reason)
                .bind("at", at)
                .bind("actor", actor)
                .bind("cause", cause)
                .map(this::order)
                .list();
    }

    /** Locks the orders of these customers until the transaction ends, in the order of their ids. */
    public List<UUID> lockThoseOf(Handle transaction, Collection<UUID> customerIds) {
        return transaction
                .createQuery(
                        """
                        select order_id from orders where customer_id = any(:customerIds)
                        order by order_id for no key update
                        """)
                .bind("customerIds", customerIds.toArray(UUID[]::new))
                .mapTo(UUID.class)
                .list();
    }

    /**
     * Takes out of those of the orders that are over what says whose they were, if their customers are erased.
     *
     * @param quiet what was shipped by then, and has not arrived, counts as over
     * @return whose they were
     */
    public List<UUID> erase(Handle transaction, Collection<UUID> orderIds, Instant quiet) {
        return transaction
                .createQuery(
                        """
                        update orders set shipping_address = 'null', email = null
                        where order_id = any(:orderIds)
                            and (status = any(:over) or status = 'shipped' and updated_at < :quiet)
                            and customer_id in (select customer_id from erased_customers)
                        returning customer_id
                        """)
                .bind("orderIds", orderIds.toArray(UUID[]::new))
                .bind("over", OVER)
                .bind("quiet", quiet)
                .mapTo(UUID.class)
                .list();
    }

    /**
     * Who was erased since then, and has an order that is over and says whose it was; or was erased at any time, and has one
     * that was shipped before it got quiet.
     */
    public List<UUID> ownersOfUnerased(Handle handle, Instant since, Instant quiet) {
        return handle.createQuery(
                        """
                        select distinct o.customer_id from erased_customers e join orders o using (customer_id)
                        where e.erased_at > :since and o.status = any(:over) and o.shipping_address <> 'null'
                        union
                        select o.customer_id from orders o
                        where o.status = 'shipped' and o.order_id < :last and o.updated_at < :quiet
                            and o.shipping_address <> 'null' and o.customer_id in (select customer_id from erased_customers)
                        """)
                .bind("since", since)
                .bind("last", Uuid7.floor(quiet))
                .bind("quiet", quiet)
                .bind("over", OVER)
                .mapTo(UUID.class)
                .list();
    }

    private static Query seenBy(Viewer viewer, Query query) {
        return query.bind("everything", viewer.everything())
                .bind("customerId", viewer.customerId())
                .bind(
                        "tokenHash",
                        viewer.orderToken() == null ? null : viewer.orderToken().hash())
                .bind(
                        "orderToken",
                        viewer.orderToken() == null ? null : viewer.orderToken().text());
    }

    /** The token that the version before has kept with a guest's order. */
    public Optional<OrderToken> formerToken(Handle handle, UUID orderId) {
        return handle.createQuery(
                        "select order_token from orders where order_id = :orderId and order_token is not null")
                .bind("orderId", orderId)
                .mapTo(String.class)
                .findOne()
                .map(OrderToken::new);
    }

    /** Keeps but the hashes of tokens that the version before has kept; returns of how many. */
    public int hideTokens(Handle handle, Instant placedBefore, int most) {
        return handle.createUpdate(
                        """
                        update orders set order_token_hash = sha256(convert_to(order_token, 'UTF8')), order_token = null
                        where order_id = any(array(
                            select order_id from orders where order_token is not null and placed_at < :before
                            order by placed_at limit :most for update skip locked))
                        """)
                .bind("before", placedBefore)
                .bind("most", most)
                .execute();
    }

    /** An order that somebody waits for to leave a state. */
    public record Awaited(UUID orderId, OrderStatus status) {
        public static List<Awaited> all(Collection<UUID> orderIds, OrderStatus status) {
            return orderIds.stream()
                    .map(orderId -> new Awaited(orderId, status))
                    .toList();
        }
    }

    /** Those that have left it, or wait for their buyers. */
    public List<Awaited> decided(Handle handle, Collection<Awaited> awaited) {
        return handle.createQuery(
                        """
                        select a.order_id, a.status from unnest(:ids, :statuses) as a (order_id, status)
                        join orders o using (order_id) where o.status <> a.status or o.action_url is not null
                        """)
                .bind("ids", awaited.stream().map(Awaited::orderId).toArray(UUID[]::new))
                .bind(
                        "statuses",
                        awaited.stream().map(order -> order.status().word()).toArray(String[]::new))
                .map((row, context) ->
                        new Awaited(row.getObject("order_id", UUID.class), OrderStatus.of(row.getString("status"))))
                .list();
    }

    private record Line(UUID productId, String sku, String name, long quantity, long unitPriceMinor) {}

    private Order order(ResultSet row, StatementContext context) throws SQLException {
        String currency = row.getString("currency");
        List<OrderLine> lines = read(row.getString("lines"), new TypeReference<List<Line>>() {}).stream()
                .map(line -> new OrderLine(
                        line.productId, line.sku, line.name, line.quantity, Money.of(line.unitPriceMinor, currency)))
                .toList();
        return new Order(
                row.getObject("order_id", UUID.class),
                row.getObject("customer_id", UUID.class),
                row.getObject("cart_id", UUID.class),
                OrderStatus.of(row.getString("status")),
                row.getString("reason"),
                lines,
                shipping(row, currency),
                Money.of(row.getLong("total_minor"), currency),
                action(row),
                read(row.getString("shipping_address"), new TypeReference<Address>() {}),
                instant(row, "placed_at"),
                instant(row, "updated_at"));
    }

    private static Shipping shipping(ResultSet row, String currency) throws SQLException {
        String method = row.getString("shipping_method");
        return method == null
                ? null
                : new Shipping(
                        method,
                        Money.of(row.getLong("shipping_minor"), currency),
                        row.getObject("deliver_on", LocalDate.class));
    }

    private static PaymentAction action(ResultSet row) throws SQLException {
        String url = row.getString("action_url");
        return url == null ? null : new PaymentAction(URI.create(url), instant(row, "action_expires_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private String write(Address address) {
        try {
            return json.writeValueAsString(address);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e.getOriginalMessage());
        }
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e.getOriginalMessage());
        }
    }
}
