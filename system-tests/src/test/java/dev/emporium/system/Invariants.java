package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What must hold once things are quiet, whatever happened before (section 4 of the design), over all that the platform's
 * databases contain.
 */
public final class Invariants {
    /** What a test locks that looks at all books, or does something to them that others would see. */
    public static final String BOOKS = "the books of the platform that all share";

    private static final Duration QUIET = Duration.ofSeconds(90);
    private static final List<String> DATABASES =
            List.of("product", "cart", "orders", "payment", "shipping", "customer", "notification");
    private static final String SOLD = "('confirmed', 'shipped', 'delivered', 'returned')";

    private final Rows rows;
    private final Settlement settlement;

    public Invariants(Platform platform) {
        this.rows = new Rows(platform);
        this.settlement = new Settlement(rows);
    }

    /** Waits until all is decided and told, and everything adds up. */
    public void holdSoon() throws Exception {
        Eventually.within(QUIET, this::check);
    }

    public void check() throws SQLException {
        rows.together(this::checkAll);
    }

    private void checkAll() throws SQLException {
        everyOrderIsDecidedOnce();
        everyMessageIsSent();
        stockAddsUp();
        whatIsSoldIsWhatOrdersHold();
        aKeyMakesOneOrder();
        orderedCartsAreEmpty();
        settlement.check();
    }

    private void everyOrderIsDecidedOnce() throws SQLException {
        rows.none("orders", "orders are pending", "select order_id from orders where status = 'pending'");
        rows.none("orders", "checkouts are under way", "select order_id, step from checkouts");
        rows.none(
                "orders",
                "orders were both confirmed and rejected",
                """
                select order_id from order_history where status in ('confirmed', 'rejected')
                group by order_id having count(*) > 1
                """);
    }

    private void everyMessageIsSent() throws SQLException {
        for (String database : DATABASES) {
            rows.none(database, "messages wait in " + database, "select position, topic, key from outbox");
        }
    }

    private void stockAddsUp() throws SQLException {
        rows.none(
                "product",
                "stock is set aside for decided orders",
                "select order_id from order_reservations where state = 'reserved'");
        rows.none(
                "product",
                "stock is not what came less what was sold (product, on hand, reserved, by the ledger)",
                """
                select s.product_id, s.on_hand, s.reserved, coalesce(sum(l.delta), 0)
                from stock s left join stock_ledger l using (product_id)
                group by s.product_id, s.on_hand, s.reserved
                having s.on_hand <> coalesce(sum(l.delta), 0) or s.reserved <> 0 or s.on_hand < 0
                """);
    }

    private void whatIsSoldIsWhatOrdersHold() throws SQLException {
        List<String> ordered = rows.of(
                "orders",
                """
                select l.order_id, l.product_id, l.quantity - coalesce(sum(r.quantity), 0)
                from order_lines l join orders o using (order_id)
                    left join (return_lines r join returns x on x.return_id = r.return_id and x.status = 'received')
                        on x.order_id = l.order_id and r.product_id = l.product_id
                where o.status in %s
                group by l.order_id, l.product_id, l.quantity
                having l.quantity <> coalesce(sum(r.quantity), 0) order by 1, 2
                """
                        .formatted(SOLD));
        List<String> sold = rows.of(
                "product",
                """
                select order_id, product_id, -sum(delta) from stock_ledger where order_id is not null
                group by order_id, product_id having sum(delta) <> 0 order by 1, 2
                """);
        assertThat(sold).as("lines sold, against lines of confirmed orders").isEqualTo(ordered);
    }

    private void aKeyMakesOneOrder() throws SQLException {
        rows.none(
                "orders",
                "orders do not have exactly one key",
                """
                select o.order_id, count(k.key) from orders o left join idempotency_keys k on k.resource_id = o.order_id
                group by o.order_id having count(k.key) <> 1
                """);
        rows.none(
                "orders",
                "keys have no order",
                """
                select k.key from idempotency_keys k
                where k.resource_id is not null
                    and not exists (select from orders o where o.order_id = k.resource_id)
                """);
    }

    private void orderedCartsAreEmpty() throws SQLException {
        List<String> ordered = rows.of(
                "orders", "select cart_id from orders where cart_id is not null and status in %s".formatted(SOLD));
        List<String> filled = rows.of("cart", "select distinct cart_id from cart_items");
        filled.retainAll(Set.copyOf(ordered));
        assertThat(filled).as("carts that still hold what was ordered").isEmpty();
    }

    int ordersOfKey(String key) throws SQLException {
        String kept = "'sha256:' || encode(sha256(convert_to('POST /orders {}' || chr(10) || ?, 'UTF8')), 'hex')";
        return rows.of("orders", "select resource_id from idempotency_keys where key = " + kept, key)
                .size();
    }

    /** How many pieces of a product have come into the shop, by the ledger. */
    public long received(String product) throws SQLException {
        return Long.parseLong(rows.of(
                        "product",
                        """
                        select coalesce(sum(delta), 0) from stock_ledger
                        where kind = 'adjustment' and product_id = cast(? as uuid)
                        """,
                        product)
                .get(0));
    }
}
