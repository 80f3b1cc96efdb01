package dev.emporium.order.reconciliation.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.order.AnOrder;
import dev.emporium.order.checkout.entity.CheckoutBooks;
import dev.emporium.order.checkout.entity.CheckoutRepository;
import dev.emporium.order.ordering.entity.Move;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderBooks;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.order.reconciliation.control.Counterpart.Part;
import dev.emporium.order.reconciliation.entity.Entry;
import dev.emporium.order.reconciliation.entity.Report.Answered;
import dev.emporium.order.reconciliation.entity.Report.Item;
import dev.emporium.order.reconciliation.entity.Rules;
import dev.emporium.order.returns.entity.ReturnBooks;
import dev.emporium.platform.Json;
import dev.emporium.platform.Money;
import dev.emporium.platform.Origin;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.client.RemoteServiceException;
import dev.emporium.platform.operations.Books;
import dev.emporium.platform.persistence.Writes;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.platform.web.Page;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Damage that is done by hand is found, in the orders and in the books beside them, and nothing else is. */
class ReconciliationIT {
    private final Jdbi jdbi = TestDatabase.create().jdbi();
    private final OrderRepository orders = new OrderRepository(Json.mapper());
    private final OrderBooks orderBooks = new OrderBooks();
    private final ReturnBooks returnBooks = new ReturnBooks();
    private final TreeMap<String, Entry.Stock> stock = new TreeMap<>();
    private final TreeMap<String, Entry.Payment> payments = new TreeMap<>();
    private final TreeMap<String, Entry.Shipment> shipments = new TreeMap<>();
    private final Set<String> away = new HashSet<>();
    private final List<String> asked = new ArrayList<>();
    private final Books books = new Books(jdbi, new PrometheusRegistry(), checks());
    private final Reconciliation reconciliation = new Reconciliation(
            jdbi,
            orderBooks,
            returnBooks,
            List.of(
                    counterpart("product-service", "stock", stock, Rules::stock),
                    counterpart("payment-service", "payments", payments, Rules::payment),
                    counterpart("shipping-service", "shipments", shipments, Rules::shipment)),
            books,
            ((InstantSource) this::now).withZone(ZoneOffset.UTC));
    private Instant now = Instant.now();
    private UUID pending;
    private UUID delivered;

    private record OnePart<E>(List<E> items, String next) implements Part<E> {}

    private Instant now() {
        return now;
    }

    private Map<String, Books.Check> checks() {
        Map<String, Books.Check> checks = new HashMap<>(orderBooks.checks());
        checks.putAll(new CheckoutBooks().checks());
        checks.putAll(returnBooks.checks());
        return checks;
    }

    private <E extends Entry> Counterpart<E> counterpart(
            String service,
            String check,
            TreeMap<String, E> theirs,
            BiFunction<dev.emporium.order.reconciliation.entity.Facts, E, String> rule) {
        return new Counterpart<>(
                service,
                check,
                (cursor, limit) -> {
                    asked.add(service);
                    if (away.contains(service)) {
                        throw new RemoteServiceException("away", null);
                    }
                    UUID after = Page.after(cursor);
                    // a smaller page than was asked for, as any service may give
                    Page<E> page = Page.of(
                            theirs.tailMap(after == null ? "" : after.toString(), false).values().stream()
                                    .limit(401)
                                    .toList(),
                            400,
                            Entry::orderId);
                    return new OnePart<>(page.items(), page.next());
                },
                rule);
    }

    @BeforeEach
    void ordersOfTwoKinds() {
        pending = place();
        Writes begun = new Writes();
        new CheckoutRepository()
                .add(begun, "true", pending, "awaiting_stock", Duration.ofMinutes(15), null, Origin.present());
        jdbi.useHandle(begun::make);
        stock.put(pending.toString(), new Entry.Stock(pending, "reserved", 1L));
        delivered = place();
        for (Move move : List.of(Move.CONFIRM, Move.SHIP, Move.DELIVER)) {
            jdbi.useTransaction(transaction ->
                    orders.move(transaction, List.of(delivered), move, null, "test", "test", Instant.now()));
        }
        stock.put(delivered.toString(), new Entry.Stock(delivered, "committed", 1L));
        payments.put(delivered.toString(), paid(delivered));
        shipments.put(delivered.toString(), new Entry.Shipment(delivered, "delivered"));
    }

    private UUID place() {
        UUID orderId = Uuid7.next();
        Order order = AnOrder.pending(orderId, Instant.now());
        Writes writes = new Writes();
        orders.add(writes, "true", order, "ada@emporium.example", null, null);
        jdbi.useHandle(writes::make);
        return orderId;
    }

    private static Entry.Payment paid(UUID orderId) {
        return new Entry.Payment(orderId, "captured", eur(890), eur(890), eur(0));
    }

    private static Money eur(long minor) {
        return Money.of(minor, "EUR");
    }

    private List<Item> found() {
        reconciliation.run();
        books.run();
        return reconciliation.report().items();
    }

    /** What is there after a while in which nothing has changed. */
    private List<Item> settled() {
        reconciliation.run();
        passes(10);
        reconciliation.run();
        passes(10);
        return found();
    }

    private void passes(long seconds) {
        now = now.plusSeconds(seconds);
    }

    private void execute(String sql) {
        jdbi.useHandle(handle -> handle.execute(
                sql.replace("PENDING", "'" + pending + "'").replace("DELIVERED", "'" + delivered + "'")));
    }

    @Test
    void findsNothingWhereAllIsRight() {
        assertThat(settled()).isEmpty();
        assertThat(reconciliation.report().checkedAt()).isEqualTo(now);
        assertThat(reconciliation.report().allCheckedAt()).isEqualTo(now);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "update checkouts set deadline = now() - interval '61 seconds' | overdue",
                "delete from checkouts | checkouts",
                "insert into checkouts (order_id, step, deadline) values (DELIVERED, 'awaiting_stock', now()) | checkouts",
                "update orders set status = 'shipped' where order_id = DELIVERED | history payments? shipments",
                "delete from order_history where order_id = PENDING | history",
                "update orders set total_minor = 889 where order_id = DELIVERED | total payments",
                "update order_lines set unit_price_minor = 501 where order_id = DELIVERED | total",
                "insert into returns (return_id, order_id, status, created_at, updated_at) values (PENDING, DELIVERED, 'accepted', now(), now());"
                        + " insert into return_lines (return_id, product_id, quantity)"
                        + " select PENDING, product_id, 2 from order_lines where order_id = DELIVERED | returns",
                "insert into returns (return_id, order_id, status, refund_minor, created_at, updated_at)"
                        + " values (PENDING, DELIVERED, 'requested', 1, now(), now()) | refunds",
                "insert into returns (return_id, order_id, status, created_at, updated_at)"
                        + " values (PENDING, DELIVERED, 'received', now(), now() - interval '61 minutes');"
                        + " insert into return_lines (return_id, product_id, quantity)"
                        + " select PENDING, product_id, 1 from order_lines where order_id = DELIVERED | payments stock",
                "insert into returns (return_id, order_id, status, refund_minor, created_at, updated_at)"
                        + " values (PENDING, DELIVERED, 'received', 501, now(), now());"
                        + " insert into return_lines (return_id, product_id, quantity)"
                        + " select PENDING, product_id, 1 from order_lines where order_id = DELIVERED"
                        + " | refunds payments stock",
                "insert into returns (return_id, order_id, status, refund_minor, created_at, updated_at)"
                        + " values (PENDING, DELIVERED, 'received', 500, now(), now());"
                        + " insert into return_lines (return_id, product_id, quantity)"
                        + " select PENDING, product_id, 1 from order_lines where order_id = DELIVERED | payments stock"
            })
    void findsARowOfItsOwnThatWasDamaged(String damage, String checks) {
        execute(damage);
        assertThat(settled())
                .allMatch(item ->
                        item.orderId().equals(delivered) || item.orderId().equals(pending))
                .extracting(Item::check)
                .containsExactlyInAnyOrder(checks.replace("payments? ", "").split(" "));
    }

    @Test
    void findsWhatOthersHaveOtherwise() {
        payments.put(delivered.toString(), new Entry.Payment(delivered, "captured", eur(890), eur(889), eur(0)));
        stock.put(delivered.toString(), new Entry.Stock(delivered, "released", 1L));
        shipments.remove(delivered.toString());
        UUID unknown = Uuid7.next();
        payments.put(unknown.toString(), paid(unknown));
        assertThat(settled())
                .containsExactly(
                        new Item(
                                "payments",
                                delivered,
                                "delivered, total 890, refunded for returns 0 of 0, payment captured, captured 889, refunded 0 of 890"),
                        new Item(
                                "payments",
                                unknown,
                                "no such order, payment captured, captured 890, refunded 0 of 890"),
                        new Item("shipments", delivered, "delivered, shipment nothing"),
                        new Item("stock", delivered, "delivered, pieces 1, stock released, pieces 1"));
        ordersOfTwoKindsAgain();
        assertThat(found()).isEmpty();
    }

    private void ordersOfTwoKindsAgain() {
        payments.clear();
        payments.put(delivered.toString(), paid(delivered));
        stock.put(delivered.toString(), new Entry.Stock(delivered, "committed", 1L));
        shipments.put(delivered.toString(), new Entry.Shipment(delivered, "delivered"));
    }

    @Test
    void whatIsOnItsWayIsNoDifference() {
        shipments.put(delivered.toString(), new Entry.Shipment(delivered, "in_transit"));
        reconciliation.run();
        passes(19);
        assertThat(found()).isEmpty();
        passes(1);
        assertThat(found()).hasSize(1);

        execute("insert into outbox (topic, key, message) values ('product.commands', DELIVERED, '{}')");
        passes(60);
        assertThat(found()).as("nobody was told yet").isEmpty();
    }

    @Test
    void aServiceThatIsAwayIsNoDifferenceAndSaidToBe() {
        payments.clear();
        assertThat(settled()).hasSize(1);
        away.add("payment-service");
        passes(10);
        asked.clear();
        assertThat(found()).isEmpty();
        assertThat(reconciliation.report().services())
                .containsExactly(
                        new Answered("product-service", true),
                        new Answered("payment-service", false),
                        new Answered("shipping-service", true));
        away.clear();
        assertThat(settled()).hasSize(1);
    }

    @Test
    void largeBooksAreLookedThroughInPartsAndWhatDiffersIsLookedAtAgainMeanwhile() {
        rejected(12_000, "'01000000-0000-7000-8000-' || lpad(i::text, 12, '0')");
        for (int i = 1; i <= 12000; i += 3) {
            UUID id = UUID.fromString("01000000-0000-7000-8000-%012d".formatted(i));
            payments.put(id.toString(), new Entry.Payment(id, "voided", eur(890), eur(0), eur(0)));
        }
        UUID early = UUID.fromString("01000000-0000-7000-8000-%012d".formatted(4000));
        payments.put(early.toString(), paid(early));
        payments.remove(delivered.toString());

        List<Item> found = settled();
        assertThat(found).extracting(Item::orderId).containsExactlyInAnyOrder(early, delivered);
        assertThat(reconciliation.report().allCheckedAt()).isEqualTo(now);
        passes(10);
        assertThat(found()).as("from the beginning").hasSize(2);
        payments.remove(early.toString());
        payments.put(delivered.toString(), paid(delivered));
        passes(10);
        assertThat(found()).isEmpty();
    }

    @Test
    void ofWhatWasPlacedLatelyTheLastIsReachedHoweverMuchItIs() {
        rejected(12_000, "'01000000-0000-7000-8000-' || lpad(i::text, 12, '0')");
        rejected(
                5_000,
                "lpad(to_hex(cast(extract(epoch from now()) * 1000 as bigint) - 1200000 + i), 12, '0') || '70008000000000000000'");
        payments.remove(delivered.toString());

        reconciliation.run();
        passes(10);
        assertThat(settled()).extracting(Item::orderId).containsExactly(delivered);
    }

    private void rejected(int many, String ids) {
        jdbi.useHandle(handle -> handle.execute(
                """
                with placed as (
                    insert into orders (order_id, status, shipping_method, currency, total_minor, shipping_address, placed_at, updated_at)
                    select (IDS)::uuid, 'rejected', 'standard', 'EUR', 0, '{}', now(), now()
                    from generate_series(1, MANY) i returning order_id
                )
                insert into order_history (order_id, at, status, actor, cause)
                select order_id, now(), 'rejected', 'test', 'test' from placed
                """
                        .replace("IDS", ids)
                        .replace("MANY", Integer.toString(many))));
    }
}
