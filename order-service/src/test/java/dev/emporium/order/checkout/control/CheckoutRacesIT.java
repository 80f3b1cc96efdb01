package dev.emporium.order.checkout.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.order.checkout.entity.CheckoutRepository;
import dev.emporium.order.checkout.entity.LongerSaga;
import dev.emporium.order.checkout.entity.Saga;
import dev.emporium.order.ordering.control.Erasure;
import dev.emporium.order.ordering.control.Moves;
import dev.emporium.order.ordering.control.Occasion;
import dev.emporium.order.ordering.control.OrderDesk;
import dev.emporium.order.ordering.entity.Command;
import dev.emporium.order.ordering.entity.HistoryEntry;
import dev.emporium.order.ordering.entity.Move;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderLine;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.order.ordering.entity.Viewer;
import dev.emporium.platform.Json;
import dev.emporium.platform.Money;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.postal.Address;
import dev.emporium.platform.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes for a checkout at the same moment, too late, twice, or in great number. */
@Timeout(60)
class CheckoutRacesIT {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Duration TIMEOUT = Duration.ofMinutes(15);
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Actor STAFF = new Actor(UUID.randomUUID(), "192.0.2.1");

    /** Waits for locks as long as it takes. */
    private final Jdbi jdbi = Jdbi.create(DATABASE.jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final OrderRepository orders = new OrderRepository(Json.mapper());
    private final Outbox outbox = new Outbox("order-service", Json.mapper(), clock, () -> {});
    private final Moves moves =
            new Moves(orders, outbox, new Erasure(orders, new Idempotency(Json.mapper()), clock), clock);
    private final Checkout checkout = checkout(Saga.checkout(TIMEOUT));
    /** With steps of which the schema knows nothing yet. */
    private final Checkout longer = checkout(LongerSaga.create());

    private final OrderDesk desk = new OrderDesk(jdbi, orders, moves, longer, new AuditTrail(jdbi));

    private Checkout checkout(Saga saga) {
        return new Checkout(
                jdbi, saga, new CheckoutRepository(), orders, moves, outbox, new Decisions(jdbi, orders), clock);
    }

    @BeforeEach
    void theDatabaseHasNothingUnderWay() {
        jdbi.useHandle(handle -> {
            handle.execute("alter table checkouts drop constraint if exists checkouts_step_check");
            handle.execute("delete from checkouts");
        });
    }

    private UUID place(Checkout checkout, Instant at) {
        OrderLine line = new OrderLine(UUID.randomUUID(), "SKU-1", "Thing", 1, Money.of(500, "EUR"));
        Address address = new Address("Ada", "Main Street 1", null, "Berlin", null, "10115", "DE");
        Order order = new Order(
                Uuid7.next(), null, null, OrderStatus.PENDING, null, List.of(line), line.lineTotal(), address, at, at);
        jdbi.useTransaction(transaction -> {
            orders.add(transaction, order, "ada@emporium.example", null, null);
            checkout.begin(transaction, order);
        });
        return order.orderId();
    }

    private void hear(Checkout checkout, String type, Collection<UUID> orderIds) {
        Map<UUID, Message> answers = new LinkedHashMap<>();
        orderIds.forEach(orderId -> answers.put(
                orderId,
                new Message(
                        "1.0",
                        Uuid7.next(),
                        "/product-service",
                        type,
                        orderId,
                        NOW,
                        null,
                        "request-of-" + orderId,
                        null,
                        Json.mapper().createObjectNode())));
        jdbi.useTransaction(transaction -> checkout.hear(transaction, type, answers));
    }

    private void hear(Checkout checkout, String type, UUID orderId) {
        hear(checkout, type, List.of(orderId));
    }

    private List<String> told(UUID orderId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select cast(message as jsonb) ->> 'type' from outbox where key = ? order by position")
                .bind(0, orderId.toString())
                .mapTo(String.class)
                .list());
    }

    private List<String> history(UUID orderId) {
        return jdbi.withHandle(handle -> orders.history(handle, orderId, Viewer.staff())).stream()
                .map(HistoryEntry::status)
                .toList();
    }

    private List<String> underWay(UUID orderId) {
        return jdbi.withHandle(handle -> handle.createQuery("select step from checkouts where order_id = ?")
                .bind(0, orderId)
                .mapTo(String.class)
                .list());
    }

    private CompletableFuture<Void> meanwhile(Runnable work) {
        return CompletableFuture.runAsync(work, task -> new Thread(task).start());
    }

    private void awaitWaiting(int sessions) {
        Instant end = Instant.now().plusSeconds(20);
        while (waiting() < sessions) {
            assertThat(Instant.now()).as("somebody waits").isBefore(end);
            jdbi.useHandle(handle -> handle.execute("select pg_sleep(0.01)"));
        }
    }

    /** Sessions of this database that wait for a lock. */
    private int waiting() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select count(*) from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock'
                        """)
                .mapTo(Integer.class)
                .one());
    }

    @Test
    void anOrderThatIsCalledOffHasNoCheckoutAndGivesBackOnce() {
        UUID orderId = place(checkout, NOW);
        desk.move(orderId, OrderStatus.CANCELLED, STAFF);
        assertThat(underWay(orderId)).isEmpty();

        hear(checkout, "stock.reserved", orderId);
        hear(checkout, "stock.rejected", orderId);
        desk.move(orderId, OrderStatus.CANCELLED, STAFF);
        assertThat(told(orderId)).containsExactly("stock.reserve", "stock.release", "order.cancelled");
        assertThat(history(orderId)).containsExactly("pending", "cancelled");
    }

    @Test
    void nothingMoreIsAskedForAnOrderWhoseCancellationLeftItsCheckout() {
        UUID orderId = place(longer, NOW);
        // as the version before cancels, which knows of no checkout
        jdbi.useHandle(handle -> handle.execute("update orders set status = 'cancelled' where order_id = ?", orderId));

        hear(longer, "stock.reserved", orderId);
        assertThat(told(orderId)).containsExactly("stock.reserve");
    }

    @Test
    void anAnswerWaitsForACancellationUnderWayAndFindsTheOrderOver() {
        UUID orderId = place(longer, NOW);
        CompletableFuture<Void> answer;
        try (Handle cancelling = jdbi.open()) {
            cancelling.begin();
            cancelling.execute("update orders set status = 'cancelled' where order_id = ?", orderId);
            answer = meanwhile(() -> hear(longer, "stock.reserved", orderId));
            awaitWaiting(1);
            cancelling.commit();
        }
        answer.join();
        assertThat(told(orderId)).containsExactly("stock.reserve");
    }

    @Test
    void theOrderIsLockedAndThenItsCheckout() {
        UUID orderId = place(checkout, NOW);
        CompletableFuture<Void> answer;
        try (Handle holding = jdbi.open()) {
            holding.begin();
            holding.execute("select from checkouts where order_id = ? for update", orderId);
            answer = meanwhile(() -> hear(checkout, "stock.reserved", orderId));
            awaitWaiting(1);
            assertThat(free("orders", orderId)).as("the order meanwhile").isFalse();
            holding.commit();
        }
        answer.join();

        UUID another = place(checkout, NOW);
        try (Handle holding = jdbi.open()) {
            holding.begin();
            holding.execute("select from orders where order_id = ? for update", another);
            answer = meanwhile(() -> hear(checkout, "stock.reserved", another));
            awaitWaiting(1);
            assertThat(free("checkouts", another)).as("its checkout meanwhile").isTrue();
            holding.commit();
        }
        answer.join();
        assertThat(history(another)).containsExactly("pending", "confirmed");
    }

    private boolean free(String table, UUID orderId) {
        return jdbi.inTransaction(transaction -> !transaction
                .createQuery("select order_id from " + table + " where order_id = ? for update skip locked")
                .bind(0, orderId)
                .mapTo(UUID.class)
                .list()
                .isEmpty());
    }

    @Test
    void anAnswerThatComesWhileTheTimeRunsOutIsTooLate() {
        UUID orderId = place(checkout, NOW.minus(TIMEOUT).minusMillis(1));
        CompletableFuture<Void> sweep;
        CompletableFuture<Void> answer;
        try (Handle holding = jdbi.open()) {
            holding.begin();
            holding.execute("lock table outbox in share mode");
            sweep = meanwhile(checkout::sweep);
            awaitWaiting(1);
            answer = meanwhile(() -> hear(checkout, "stock.reserved", orderId));
            awaitWaiting(2);
            holding.commit();
        }
        CompletableFuture.allOf(sweep, answer).join();
        assertThat(history(orderId)).containsExactly("pending", "rejected");
        assertThat(told(orderId)).containsExactly("stock.reserve", "stock.release", "order.rejected");
    }

    @Test
    void aCheckoutThatIsBeingAnsweredIsLeftByTheSweepThoughItsTimeIsOver() {
        UUID orderId = place(checkout, NOW.minus(TIMEOUT).minusMillis(1));
        CompletableFuture<Void> answer;
        try (Handle holding = jdbi.open()) {
            holding.begin();
            holding.execute("lock table outbox in share mode");
            answer = meanwhile(() -> hear(checkout, "stock.reserved", orderId));
            awaitWaiting(1);
            assertThat(meanwhile(checkout::sweep)).as("waits for nobody").succeedsWithin(Duration.ofSeconds(20));
            holding.commit();
        }
        answer.join();
        checkout.sweep();
        assertThat(history(orderId)).containsExactly("pending", "confirmed");
        assertThat(told(orderId)).containsExactly("stock.reserve", "stock.commit", "order.confirmed");
    }

    @Test
    void anAnswerThatComesAgainOrForAnOrderThatNobodyKnowsHasNoEffect() {
        UUID orderId = place(checkout, NOW);
        UUID unknown = Uuid7.next();
        hear(checkout, "stock.reserved", List.of(unknown, orderId));
        hear(checkout, "stock.reserved", List.of(orderId, unknown));
        hear(checkout, "stock.rejected", orderId);
        checkout.sweep();
        assertThat(underWay(orderId)).isEmpty();
        assertThat(history(orderId)).containsExactly("pending", "confirmed");
        assertThat(told(orderId)).containsExactly("stock.reserve", "stock.commit", "order.confirmed");
        assertThat(told(unknown)).isEmpty();
    }

    @Test
    void aStepBeginsOnceWithItsCommandAndItsTime() {
        UUID orderId = place(longer, NOW.minus(TIMEOUT).plusMillis(1));
        hear(longer, "money.authorised", orderId);
        hear(longer, "stock.reserved", orderId);
        hear(longer, "stock.reserved", orderId);
        longer.sweep();
        assertThat(underWay(orderId)).containsExactly("awaiting_money");
        assertThat(told(orderId)).containsExactly("stock.reserve", "money.authorise");
        assertThat(jdbi.<Boolean, RuntimeException>withHandle(handle -> handle.createQuery(
                                "select deadline = :deadline from checkouts where order_id = :orderId")
                        .bind("deadline", NOW.plus(LongerSaga.PATIENCE))
                        .bind("orderId", orderId)
                        .mapTo(Boolean.class)
                        .one()))
                .isTrue();
        assertThat(jdbi.<String, RuntimeException>withHandle(handle -> handle.createQuery(
                                """
                                select cast(message as jsonb) #>> '{data,amount,amount}' || ' '
                                    || (cast(message as jsonb) ->> 'requestid')
                                from outbox where key = ? and topic = 'money.commands'
                                """)
                        .bind(0, orderId.toString())
                        .mapTo(String.class)
                        .one()))
                .isEqualTo("5.00 request-of-" + orderId);

        hear(longer, "money.to_confirm", orderId);
        desk.move(orderId, OrderStatus.CANCELLED, STAFF);
        hear(longer, "money.authorised", orderId);
        assertThat(told(orderId))
                .containsExactly("stock.reserve", "money.authorise", "money.void", "stock.release", "order.cancelled");
    }

    @Test
    void anAnswerThatComesWhileTheStepChangesIsHeardAtTheNext() {
        UUID orderId = place(longer, NOW);
        hear(longer, "stock.reserved", orderId);
        CompletableFuture<Void> answer;
        try (Handle changing = jdbi.open()) {
            changing.begin();
            changing.execute("select from orders where order_id = ? for update", orderId);
            changing.execute("update checkouts set step = 'awaiting_buyer' where order_id = ?", orderId);
            answer = meanwhile(() -> hear(longer, "money.authorised", orderId));
            awaitWaiting(1);
            changing.commit();
        }
        answer.join();
        assertThat(underWay(orderId)).isEmpty();
        assertThat(history(orderId)).containsExactly("pending", "confirmed");
    }

    @Test
    void aStepOfALaterVersionIsLeftToIt() {
        UUID orderId = place(longer, NOW.minus(TIMEOUT).minusMillis(1));
        jdbi.useHandle(
                handle -> handle.execute("update checkouts set step = 'awaiting_customs' where order_id = ?", orderId));
        longer.sweep();
        hear(longer, "stock.reserved", orderId);
        assertThat(underWay(orderId)).containsExactly("awaiting_customs");
        assertThat(history(orderId)).containsExactly("pending");
    }

    @Test
    void manyAnswersTakeAsManyStatementsAsOne() {
        assertThat(statements(checkout, "stock.reserved", 1)).isEqualTo(3);
        assertThat(statements(checkout, "stock.reserved", 40)).isEqualTo(3);
        assertThat(statements(checkout, "stock.rejected", 40)).isEqualTo(4);
        assertThat(statements(longer, "stock.reserved", 40)).isEqualTo(4);
    }

    private int statements(Checkout checkout, String type, int orders) {
        List<UUID> placed =
                IntStream.range(0, orders).mapToObj(i -> place(checkout, NOW)).toList();
        List<String> statements = Collections.synchronizedList(new ArrayList<>());
        jdbi.setSqlLogger(new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
                statements.add(context.getRenderedSql());
            }

            @Override
            public void logException(StatementContext context, SQLException e) {}
        });
        try {
            hear(checkout, type, placed);
        } finally {
            jdbi.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
        }
        assertThat(placed).allSatisfy(orderId -> assertThat(told(orderId)).hasSizeGreaterThan(1));
        return statements.size();
    }

    @Test
    void whateverComesAtOnceEachOrderIsDecidedOnce() {
        List<UUID> placed = IntStream.range(0, 60)
                .mapToObj(i -> place(longer, NOW.minus(TIMEOUT).minusMillis(1)))
                .toList();
        List<CompletableFuture<Void>> work = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(i);
            for (String type : List.of("stock.reserved", "stock.rejected", "money.authorised", "money.to_confirm")) {
                List<UUID> some = new ArrayList<>(placed);
                Collections.shuffle(some, random);
                List<UUID> these = some.subList(0, 20);
                work.add(meanwhile(() -> hear(longer, type, these)));
            }
            UUID calledOff = placed.get(random.nextInt(placed.size()));
            work.add(meanwhile(() -> cancel(calledOff)));
        }
        work.add(meanwhile(longer::sweep));
        CompletableFuture.allOf(work.toArray(CompletableFuture[]::new)).join();

        hear(longer, "stock.reserved", placed);
        hear(longer, "money.declined", placed);
        Map<String, Integer> ends = new HashMap<>();
        for (UUID orderId : placed) {
            List<String> told = told(orderId);
            assertThat(history(orderId)).hasSize(2);
            assertThat(underWay(orderId)).isEmpty();
            assertThat(told).filteredOn(type -> type.startsWith("order.")).hasSize(1);
            assertThat(told).doesNotHaveDuplicates();
            boolean confirmed = told.contains("stock.commit");
            assertThat(told.contains("stock.release")).isEqualTo(!confirmed);
            assertThat(told.contains("money.void")).isEqualTo(!confirmed && told.contains("money.authorise"));
            ends.merge(history(orderId).get(1), 1, Integer::sum);
        }
        assertThat(ends).isNotEmpty();
    }

    /** Unless it is confirmed: that would be another cancellation. */
    private void cancel(UUID orderId) {
        jdbi.useTransaction(transaction -> {
            if (orders.lock(transaction, orderId).orElseThrow() == OrderStatus.PENDING) {
                List<Command> undo = longer.end(transaction, orderId, Move.CANCEL_PENDING);
                moves.make(transaction, Move.CANCEL_PENDING, List.of(orderId), null, Occasion.of("test"), undo);
            }
        });
    }
}
