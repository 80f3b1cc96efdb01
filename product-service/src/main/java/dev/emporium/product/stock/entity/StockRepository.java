package dev.emporium.product.stock.entity;

import dev.emporium.platform.operations.Books.Difference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * How many of each product there are, with the ledger of what changed it. Every method is one statement in the handle's
 * transaction, for any number of products. Rows are locked in the order of the database's own comparison of ids, which
 * is not Java's. Thread safe.
 */
public final class StockRepository {

    /** Opens the account of a new product with a first quantity. */
    public void open(Handle transaction, UUID productId, Terms terms, long quantity, String actor) {
        transaction
                .createUpdate(
                        """
                        with opened as (
                            insert into stock (product_id, on_hand, offer, low_stock_threshold)
                            values (:productId, :quantity, :offer, :lowThreshold)
                        )
                        insert into stock_ledger (product_id, delta, kind, reason, actor)
                        select :productId, :quantity, 'adjustment', 'initial stock', :actor where :quantity > 0
                        """)
                .bind("productId", productId)
                .bind("quantity", quantity)
                .bind("offer", terms.offer().word())
                .bind("lowThreshold", terms.lowThreshold())
                .bind("actor", actor)
                .execute();
    }

    /**
     * Marks what may be done with a product's stock from now on; whoever is setting some of it aside is waited for.
     *
     * @return whether some of it is available: for as long as the transaction lasts, if this is another mark than before
     */
    public boolean mark(Handle transaction, UUID productId, Terms terms) {
        return transaction
                .createQuery(
                        """
                        with marked as (
                            update stock set offer = :offer, low_stock_threshold = :lowThreshold
                            where product_id = :productId
                                and (offer <> :offer or low_stock_threshold is distinct from :lowThreshold)
                            returning in_stock
                        )
                        select coalesce((select in_stock from marked),
                            (select in_stock from stock where product_id = :productId), false)
                        """)
                .bind("productId", productId)
                .bind("offer", terms.offer().word())
                .bind("lowThreshold", terms.lowThreshold())
                .mapTo(boolean.class)
                .one();
    }

    /** The level of a product that is not deleted, and no draft unless those are asked for too. */
    public Optional<StockLevel> find(Handle handle, UUID productId, boolean drafts) {
        return handle.createQuery(
                        """
                        select product_id, on_hand, reserved, low_stock_threshold from stock
                        where product_id = :productId and offer <> 'gone' and (:drafts or offer <> 'hidden')
                        """)
                .bind("productId", productId)
                .bind("drafts", drafts)
                .map(StockRepository::level)
                .findOne();
    }

    /** Changes what is on hand; empty when less would be there than is set aside, or no such product. */
    public Optional<StockLevel> adjust(Handle transaction, UUID productId, Adjustment adjustment) {
        return transaction
                .createQuery(
                        """
                        with changed as (
                            update stock set on_hand = on_hand + :delta
                            where product_id = :productId and on_hand + :delta >= reserved and offer <> 'gone'
                            returning product_id, on_hand, reserved, low_stock_threshold
                        ), noted as (
                            insert into stock_ledger (product_id, delta, kind, reason, reference, actor)
                            select product_id, :delta, 'adjustment', :reason, :reference, :actor from changed
                        )
                        select product_id, on_hand, reserved, low_stock_threshold from changed
                        """)
                .bind("productId", productId)
                .bind("delta", adjustment.delta())
                .bind("reason", adjustment.reason())
                .bind("reference", adjustment.reference())
                .bind("actor", adjustment.actor())
                .map(StockRepository::level)
                .findOne();
    }

    /** Locks the stock of those of the products that are on sale and tells how many of each are available. */
    public Map<UUID, Long> lockSellable(Handle transaction, Collection<UUID> productIds) {
        Map<UUID, Long> available = new HashMap<>();
        transaction
                .createQuery(
                        """
                        select product_id, on_hand - reserved as available from stock
                        where product_id = any(:productIds) and offer = 'on_sale'
                        order by product_id for update
                        """)
                .bind("productIds", productIds.toArray(UUID[]::new))
                .map((row, context) -> Map.entry(row.getObject("product_id", UUID.class), row.getLong("available")))
                .forEach(entry -> available.put(entry.getKey(), entry.getValue()));
        return available;
    }

    /** Sets quantities aside; the rows must be locked. @return the levels of the products for which it worked */
    public List<StockLevel> reserve(Handle transaction, Map<UUID, Long> quantities) {
        return transaction
                .createQuery(
                        """
                        with changed as (
                            update stock s set reserved = s.reserved + wanted.quantity
                            from unnest(:productIds, :quantities) as wanted (product_id, quantity)
                            where s.product_id = wanted.product_id and s.on_hand - s.reserved >= wanted.quantity
                            returning s.product_id, s.on_hand, s.reserved, s.low_stock_threshold
                        )
                        select product_id, on_hand, reserved, low_stock_threshold from changed
                        """)
                .bind("productIds", quantities.keySet().toArray(UUID[]::new))
                .bind("quantities", quantities.values().toArray(Long[]::new))
                .map(StockRepository::level)
                .list();
    }

    /** Opens the accounts of new products, which somebody adds. */
    public void open(Handle transaction, Collection<Opening> openings, String actor) {
        transaction
                .createUpdate(
                        """
                        with given as (
                            select product_id, quantity, offer, low_stock_threshold
                            from unnest(:productIds, :quantities, :offers, :lowThresholds)
                                as given (product_id, quantity, offer, low_stock_threshold)
                        ), opened as (
                            insert into stock (product_id, on_hand, offer, low_stock_threshold)
                            select product_id, quantity, offer, low_stock_threshold from given
                        )
                        insert into stock_ledger (product_id, delta, kind, reason, actor)
                        select product_id, quantity, 'adjustment', 'initial stock', :actor from given where quantity > 0
                        """)
                .bind("productIds", openings.stream().map(Opening::productId).toArray(UUID[]::new))
                .bind("quantities", openings.stream().map(Opening::quantity).toArray(Long[]::new))
                .bind(
                        "offers",
                        openings.stream()
                                .map(opening -> opening.terms().offer().word())
                                .toArray(String[]::new))
                .bind(
                        "lowThresholds",
                        openings.stream()
                                .map(opening -> opening.terms().lowThreshold())
                                .toArray(Long[]::new))
                .bind("actor", actor)
                .execute();
    }

    /** The same as for one product for several. @return those of which some is available */
    public Set<UUID> mark(Handle transaction, Map<UUID, Terms> terms) {
        return transaction
                .createQuery(
                        """
                        with given as (
                            select product_id, offer, low_stock_threshold from unnest(cast(:productIds as uuid[]), cast(:offers as text[]),
                                cast(:lowThresholds as bigint[]))
                                as given (product_id, offer, low_stock_threshold)
                        ), locked as materialized (
                            select s.product_id, given.offer, given.low_stock_threshold
                            from stock s join given using (product_id)
                            where s.offer <> given.offer or s.low_stock_threshold is distinct from given.low_stock_threshold
                            order by s.product_id for update of s
                        ), marked as (
                            update stock s set offer = locked.offer, low_stock_threshold = locked.low_stock_threshold
                            from locked where s.product_id = locked.product_id
                            returning s.product_id, s.in_stock
                        )
                        select product_id from marked where in_stock
                        union all
                        select product_id from stock join given using (product_id)
                        where in_stock and not exists (select from marked where marked.product_id = given.product_id)
                        """)
                .bind("productIds", terms.keySet().toArray(UUID[]::new))
                .bind(
                        "offers",
                        terms.values().stream().map(one -> one.offer().word()).toArray(String[]::new))
                .bind(
                        "lowThresholds",
                        terms.values().stream().map(Terms::lowThreshold).toArray(Long[]::new))
                .mapTo(UUID.class)
                .set();
    }

    /** What these products are called, as their catalogue offers it. */
    public List<Named> names(Handle handle, Collection<UUID> productIds) {
        return handle.createQuery(
                        """
                        select product_id, sku, name from product_names where product_id = any(:productIds)
                        order by product_id
                        """)
                .bind("productIds", productIds.toArray(UUID[]::new))
                .map((row, context) ->
                        new Named(row.getObject("product_id", UUID.class), row.getString("sku"), row.getString("name")))
                .list();
    }

    /** What is there, what is set aside, and what both are by the ledger and by the orders. */
    private static final String COMPARED =
            """
                        with ledger as (
                            select product_id, sum(delta) as on_hand,
                                coalesce(sum(delta) filter (where kind = 'adjustment'), 0) as received
                            from stock_ledger group by product_id
                        ), held as (
                            select l.product_id, coalesce(sum(l.quantity) filter (where r.state = 'reserved'), 0) as reserved,
                                coalesce(sum(l.quantity) filter (where r.state = 'committed'), 0) as sold
                            from order_reservations r join reservation_lines l on l.order_id = r.order_id
                            where r.state in ('reserved', 'committed') group by l.product_id
                        ), compared as (
                            select s.product_id, s.on_hand, s.reserved, coalesce(ledger.on_hand, 0) as entered,
                                coalesce(ledger.received, 0) as received, coalesce(held.reserved, 0) as held,
                                coalesce(held.sold, 0) as sold
                            from stock s left join ledger on ledger.product_id = s.product_id
                                left join held on held.product_id = s.product_id
                        )
            """;

    private static final String DIFFERENCES =
            """
                        (values
                            (c.on_hand <> c.entered, 'on hand ' || c.on_hand || ', by the ledger ' || c.entered),
                            (c.received <> c.on_hand + c.sold,
                                'received ' || c.received || ', on hand and sold ' || c.on_hand + c.sold),
                            (c.reserved <> c.held, 'reserved ' || c.reserved || ', by the orders ' || c.held)
                        ) as found (wrong, detail)
            """;

    /** Products of which what is there, what was sold, what is set aside and the ledger do not agree. */
    public List<Difference> thoseThatDoNotAddUp(Handle handle, int most) {
        return handle.createQuery(COMPARED + "select c.product_id, found.detail from compared c cross join lateral "
                        + DIFFERENCES + "where found.wrong limit :most")
                .bind("most", most)
                .map((row, context) -> new Difference(row.getObject("product_id", UUID.class), row.getString("detail")))
                .list();
    }

    /** How many products have stock, some or none. */
    public long count(Handle handle) {
        return handle.createQuery("select count(*) from stock")
                .mapTo(Long.class)
                .one();
    }

    /**
     * Tells of each product, by its id, what does not agree, nothing for most; as they come, and as they were at one moment.
     *
     * @param found is not to use the transaction
     */
    public void compareAll(Handle transaction, BiConsumer<UUID, List<String>> found) {
        transaction
                .createQuery(COMPARED + "select c.product_id, array(select found.detail from " + DIFFERENCES
                        + "where found.wrong) as details from compared c order by c.product_id")
                .setFetchSize(1000)
                .map((row, context) -> {
                    found.accept(row.getObject("product_id", UUID.class), List.of((String[])
                            row.getArray("details").getArray()));
                    return true;
                })
                .forEach(one -> {});
    }

    /** What the orders have set aside leaves the house. */
    public void sell(Handle transaction, Collection<UUID> orderIds) {
        change(
                transaction,
                orderIds,
                List.of(),
                """
                set on_hand = s.on_hand - held.reserved, reserved = s.reserved - held.reserved
                """);
        note(transaction, orderIds, "sale", "sold", -1);
    }

    /**
     * What some orders have set aside is available again, and what others were sold is on the shelf again; in one
     * statement, since the rows of both are locked in one order.
     *
     * @param reason why what was sold comes back
     * @return the products of which none was available before
     */
    public List<UUID> giveBack(Handle transaction, Collection<UUID> reserved, Collection<UUID> sold, String reason) {
        List<UUID> available = change(
                transaction,
                reserved,
                sold,
                """
                set on_hand = s.on_hand + held.sold, reserved = s.reserved - held.reserved
                """);
        if (!sold.isEmpty()) {
            note(transaction, sold, "return", reason, 1);
        }
        return available;
    }

    /** Something that orders were sold is on the shelf again. @return the products of which none was available before */
    public List<UUID> takeBack(Handle transaction, Collection<Demand> returned) {
        return DemandLines.of(returned)
                .bind(
                        transaction.createQuery(
                                """
                        with line as (
                            select order_id, product_id, quantity from unnest(:orderIds, :productIds, :quantities)
                                as line (order_id, product_id, quantity)
                        ), locked as (
                            select s.product_id, back.quantity from stock s join (
                                select product_id, cast(sum(quantity) as bigint) as quantity from line group by product_id
                            ) back using (product_id) order by s.product_id for update of s
                        ), noted as (
                            insert into stock_ledger (product_id, delta, kind, order_id, reason, actor)
                            select product_id, quantity, 'return', order_id, 'returned', 'order-service' from line
                        ), changed as (
                            update stock s set on_hand = s.on_hand + locked.quantity
                            from locked where s.product_id = locked.product_id
                            returning s.product_id, old.in_stock as was_in_stock, new.in_stock
                        )
                        select product_id from changed where in_stock and not was_in_stock
                        """))
                .mapTo(UUID.class)
                .list();
    }

    /** @return the products of which some is available now, and none was before */
    private static List<UUID> change(Handle transaction, Collection<UUID> reserved, Collection<UUID> sold, String set) {
        return transaction
                .createQuery(
                        """
                        with held as (
                            select product_id,
                                coalesce(cast(sum(quantity) filter (where order_id = any(:reserved)) as bigint), 0) as reserved,
                                coalesce(cast(sum(quantity) filter (where order_id = any(:sold)) as bigint), 0) as sold
                            from reservation_lines
                            where order_id = any(cast(:reserved as uuid[]) || cast(:sold as uuid[])) group by product_id
                        ), locked as (
                            select s.product_id, held.reserved, held.sold from stock s join held using (product_id)
                            order by s.product_id for update of s
                        ), changed as (
                            update stock s
                        """
                                + set
                                + """
                            from locked held where s.product_id = held.product_id
                            returning s.product_id, old.in_stock as was_in_stock, new.in_stock
                        )
                        select product_id from changed where in_stock and not was_in_stock
                        """)
                .bind("reserved", reserved.toArray(UUID[]::new))
                .bind("sold", sold.toArray(UUID[]::new))
                .mapTo(UUID.class)
                .list();
    }

    private static void note(Handle transaction, Collection<UUID> orderIds, String kind, String reason, int sign) {
        transaction
                .createUpdate(
                        """
                        insert into stock_ledger (product_id, delta, kind, order_id, reason, actor)
                        select product_id, :sign * quantity, :kind, order_id, :reason, 'order-service'
                        from reservation_lines where order_id = any(:orderIds)
                        """)
                .bind("sign", sign)
                .bind("kind", kind)
                .bind("reason", reason)
                .bind("orderIds", orderIds.toArray(UUID[]::new))
                .execute();
    }

    private static StockLevel level(ResultSet row, StatementContext context) throws SQLException {
        return new StockLevel(
                row.getObject("product_id", UUID.class),
                row.getLong("on_hand"),
                row.getLong("reserved"),
                row.getObject("low_stock_threshold", Long.class));
    }
}
