package dev.emporium.order.checkout.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.order.AnOrder;
import dev.emporium.order.checkout.entity.CheckoutRepository;
import dev.emporium.order.checkout.entity.Saga;
import dev.emporium.order.ordering.control.Decisions;
import dev.emporium.order.ordering.control.Decisions.Decided;
import dev.emporium.order.ordering.control.Erasure;
import dev.emporium.order.ordering.control.Moves;
import dev.emporium.order.ordering.control.Occasion;
import dev.emporium.order.ordering.control.OrderCounts;
import dev.emporium.order.ordering.control.OrderDesk;
import dev.emporium.order.ordering.control.Shipments;
import dev.emporium.order.ordering.entity.Command;
import dev.emporium.order.ordering.entity.HistoryEntry;
import dev.emporium.order.ordering.entity.Move;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.order.ordering.entity.OrderRepository.Awaited;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.order.ordering.entity.PaymentAction;
import dev.emporium.order.ordering.entity.Viewer;
import dev.emporium.platform.Json;
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.messaging.Outgoing;
import dev.emporium.platform.persistence.Writes;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.testing.TestDatabase;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
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
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes for a checkout at the same moment, too late, twice, or in great number. */
class CheckoutRacesIT {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final PaymentAction ACTION =
            new PaymentAction(URI.create("https://bank.example/1"), NOW.plus(PATIENCE));
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final String[] CONFIRMED = {
        "stock.reserve", "payment.authorise", "stock.commit", "shipment.create", "order.confirmed"
    };
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final Actor STAFF = new Actor(UUID.randomUUID(), "192.0.2.1");

    /** Waits for locks as long as it takes. */
    private final Jdbi jdbi = Jdbi.create(DATABASE.jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final OrderRepository orders = new OrderRepository(Json.mapper());
    private final Outbox outbox = new Outbox("order-service", Json.mapper(), clock, () -> {});
    private final Decisions decisions = new Decisions(jdbi, orders, new Idempotency(Json.mapper()));
    private final OrderCounts counts = new OrderCounts(new PrometheusRegistry());
    private final Moves moves = new Moves(
            orders, outbox, new Erasure(orders, new Idempotency(Json.mapper()), clock), decisions, counts, clock);
    private final Checkout checkout = by(clock);
    private final Shipments shipments = new Shipments(moves);
    private final OrderDesk desk = new OrderDesk(jdbi, orders, moves, checkout, new AuditTrail(jdbi));

    private Checkout by(Clock clock) {
        return new Checkout(
                jdbi,
                Saga.checkout(TIMEOUT, PATIENCE),
                new CheckoutRepository(),
                orders,
                moves,
                outbox,
                decisions,
                counts,
                clock);
    }

    @BeforeEach
    void theDatabaseHasNothingUnderWay() {
        jdbi.useHandle(handle -> handle.execute("delete from checkouts"));
    }

    private UUID place() {
        Order order = AnOrder.pending(Uuid7.next(), NOW);
        Writes writes = new Writes();
        orders.add(writes, "true", order, "ada@emporium.example", null, null);
        Outgoing placed = Outgoing.of(Moves.EVENTS, "order.placed", order.orderId(), Map.of());
        checkout.begin(writes, "true", order, "tok_ok", placed);
        jdbi.useHandle(writes::make);
        return order.orderId();
    }

    private UUID late() {
        UUID orderId = place();
        isLate(orderId);
        return orderId;
    }

    private void isLate(UUID orderId) {
        jdbi.useHandle(handle -> handle.execute(
                "update checkouts set deadline = now() - interval '1 millisecond' where order_id = ?", orderId));
    }

    /** By the database's clock. */
    private Instant now() {
        return jdbi.withHandle(handle -> handle.createQuery("select clock_timestamp()")
                .mapTo(Instant.class)
                .one());
    }

    private Instant deadline(UUID orderId) {
        return jdbi.withHandle(handle -> handle.createQuery("select deadline from checkouts where order_id = ?")
                .bind(0, orderId)
                .mapTo(Instant.class)
                .one());
    }

    private void hear(String type, Collection<UUID> orderIds) {
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
        Map<UUID, PaymentAction> actions = new HashMap<>();
        orderIds.forEach(orderId -> actions.put(orderId, ACTION));
        jdbi.useTransaction(transaction -> {
            if (Move.FOLLOWING_SHIPMENTS.containsKey(type)) {
                shipments.hear(transaction, type, answers);
            } else if (type.equals("payment.voided")) {
                shipments.recall(transaction, type, answers);
            } else {
                checkout.hear(transaction, type, answers, actions);
            }
        });
    }

    private void hear(String type, UUID orderId) {
        hear(type, List.of(orderId));
    }

    private List<String> told(UUID orderId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select cast(message as jsonb) ->> 'type' from outbox
                        where key = ? and cast(message as jsonb) ->> 'type' <> 'order.placed' order by position
                        """)
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
        Instant end = Instant.now().plusSeconds(60);
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
        UUID orderId = place();
        desk.move(orderId, OrderStatus.CANCELLED, STAFF);
        assertThat(underWay(orderId)).isEmpty();

        hear("stock.reserved", orderId);
        hear("stock.rejected", orderId);
        desk.move(orderId, OrderStatus.CANCELLED, STAFF);
        assertThat(told(orderId)).containsExactly("stock.reserve", "stock.release", "order.cancelled");
        assertThat(history(orderId)).containsExactly("pending", "cancelled");
    }

    @Test
    void nothingMoreIsAskedForAnOrderWhoseCancellationLeftItsCheckout() {
        UUID orderId = place();
        // as the version before cancels, which knows of no checkout
        jdbi.useHandle(handle -> handle.execute("update orders set status = 'cancelled' where order_id = ?", orderId));

        hear("stock.reserved", orderId);
        assertThat(told(orderId)).containsExactly("stock.reserve");
    }

    @Test
    void anAnswerWaitsForACancellationUnderWayAndFindsTheOrderOver() {
        UUID orderId = place();
        CompletableFuture<Void> answer;
        try (Handle cancelling = jdbi.open()) {
            cancelling.begin();
            cancelling.execute("update orders set status = 'cancelled' where order_id = ?", orderId);
            answer = meanwhile(() -> hear("stock.reserved", orderId));
            awaitWaiting(1);
            cancelling.commit();
        }
        answer.join();
        assertThat(told(orderId)).containsExactly("stock.reserve");
    }

    @Test
    void theOrderIsLockedAndThenItsCheckout() {
        UUID orderId = place();
        CompletableFuture<Void> answer;
        try (Handle holding = jdbi.open()) {
            holding.begin();
            holding.execute("select from checkouts where order_id = ? for update", orderId);
            answer = meanwhile(() -> hear("stock.reserved", orderId));
            awaitWaiting(1);
            assertThat(free("orders", orderId)).as("the order meanwhile").isFalse();
            holding.commit();
        }
        answer.join();

        UUID another = place();
        try (Handle holding = jdbi.open()) {
            holding.begin();
            holding.execute("select from orders where order_id = ? for update", another);
            answer = meanwhile(() -> hear("stock.reserved", another));
            awaitWaiting(1);
            assertThat(free("checkouts", another)).as("its checkout meanwhile").isTrue();
            holding.commit();
        }
        answer.join();
        assertThat(underWay(another)).containsExactly("awaiting_payment");
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
        UUID orderId = late();
        CompletableFuture<Void> sweep;
        CompletableFuture<Void> answer;
        try (Handle holding = jdbi.open()) {
            holding.begin();
            holding.execute("lock table outbox in share mode");
            sweep = meanwhile(checkout::sweep);
            awaitWaiting(1);
            answer = meanwhile(() -> hear("stock.reserved", orderId));
            awaitWaiting(2);
            holding.commit();
        }
        CompletableFuture.allOf(sweep, answer).join();
        assertThat(history(orderId)).containsExactly("pending", "rejected");
        assertThat(told(orderId)).containsExactly("stock.reserve", "stock.release", "order.rejected");
    }

    @Test
    void aCheckoutThatIsBeingAnsweredIsLeftByTheSweepThoughItsTimeIsOver() {
        UUID orderId = late();
        CompletableFuture<Void> answer;
        try (Handle holding = jdbi.open()) {
            holding.begin();
            holding.execute("lock table outbox in share mode");
            answer = meanwhile(() -> hear("stock.reserved", orderId));
            awaitWaiting(1);
            assertThat(meanwhile(checkout::sweep)).as("waits for nobody").succeedsWithin(Duration.ofMinutes(1));
            holding.commit();
        }
        answer.join();
        checkout.sweep();
        assertThat(underWay(orderId)).containsExactly("awaiting_payment");
        assertThat(told(orderId)).containsExactly("stock.reserve", "payment.authorise");
    }

    @Test
    void aReplicaWhoseClockIsWrongEndsNobodysCheckoutAndHoldsUpNone() {
        UUID orderId = place();
        by(Clock.offset(Clock.systemUTC(), Duration.ofHours(2))).sweep();
        assertThat(underWay(orderId)).containsExactly("awaiting_stock");
        isLate(orderId);
        by(Clock.offset(Clock.systemUTC(), Duration.ofHours(-2))).sweep();
        assertThat(history(orderId)).containsExactly("pending", "rejected");
    }

    @Test
    void anAnswerThatComesAgainOrForAnOrderThatNobodyKnowsHasNoEffect() {
        UUID orderId = place();
        UUID unknown = Uuid7.next();
        hear("stock.reserved", List.of(unknown, orderId));
        hear("stock.reserved", List.of(orderId, unknown));
        hear("stock.rejected", orderId);
        hear("payment.authorised", List.of(orderId, unknown));
        hear("payment.authorised", orderId);
        hear("payment.declined", orderId);
        hear("payment.action_required", orderId);
        checkout.sweep();
        assertThat(underWay(orderId)).isEmpty();
        assertThat(history(orderId)).containsExactly("pending", "confirmed");
        assertThat(told(orderId)).containsExactly(CONFIRMED);
        assertThat(told(unknown)).isEmpty();
    }

    @Test
    void aStepBeginsOnceWithItsCommandAndItsTime() {
        UUID orderId = place();
        hear("payment.authorised", orderId);
        Instant before = now();
        hear("stock.reserved", orderId);
        Instant after = now();
        hear("stock.reserved", orderId);
        checkout.sweep();
        assertThat(underWay(orderId)).containsExactly("awaiting_payment");
        assertThat(told(orderId)).containsExactly("stock.reserve", "payment.authorise");
        assertThat(deadline(orderId)).isBetween(before.plus(TIMEOUT), after.plus(TIMEOUT));
        assertThat(jdbi.<String, RuntimeException>withHandle(handle -> handle.createQuery(
                                """
                                select cast(message as jsonb) #>> '{data,amount,amount}' || ' '
                                    || (cast(message as jsonb) #>> '{data,token}') || ' '
                                    || (cast(message as jsonb) ->> 'requestid')
                                from outbox where key = ? and topic = 'payment.commands'
                                """)
                        .bind(0, orderId.toString())
                        .mapTo(String.class)
                        .one()))
                .isEqualTo("8.90 tok_ok request-of-" + orderId);

        CompletableFuture<Decided> waiting =
                decisions.await(new Awaited(orderId, OrderStatus.PENDING), Duration.ofMinutes(1), null);
        Decisions elsewhere = new Decisions(jdbi, orders, new Idempotency(Json.mapper()));
        CompletableFuture<Decided> waitingThere =
                elsewhere.await(new Awaited(orderId, OrderStatus.PENDING), Duration.ofMinutes(1), null);
        hear("payment.action_required", orderId);
        elsewhere.look();
        assertThat(waiting).as("who waits is told at once").isDone();
        assertThat(waitingThere).isDone();
        assertThat(action(orderId)).isEqualTo(ACTION);
        assertThat(jdbi.<Integer, RuntimeException>withHandle(
                        handle -> handle.createQuery("select count(*) from checkouts where payment_token is not null")
                                .mapTo(Integer.class)
                                .one()))
                .as("kept no longer than until it is sent")
                .isZero();
        desk.move(orderId, OrderStatus.CANCELLED, STAFF);
        hear("payment.authorised", orderId);
        assertThat(told(orderId))
                .containsExactly(
                        "stock.reserve", "payment.authorise", "payment.void", "stock.release", "order.cancelled");
        assertThat(action(orderId)).isNull();
    }

    private PaymentAction action(UUID orderId) {
        return desk.read(orderId, Viewer.staff()).action();
    }

    @Test
    void theBuyerHasTimeOfTheirOwnAndAnAuthorisationThatComesAfterItIsGivenBackByTheVoidBeforeIt() {
        UUID orderId = place();
        hear("stock.reserved", orderId);
        Instant before = now();
        hear("payment.action_required", orderId);
        assertThat(deadline(orderId)).isBetween(before.plus(PATIENCE), now().plus(PATIENCE));
        isLate(orderId);
        checkout.sweep();
        hear("payment.authorised", orderId);
        assertThat(told(orderId))
                .containsExactly(
                        "stock.reserve", "payment.authorise", "payment.void", "stock.release", "order.rejected");
        assertThat(desk.read(orderId, Viewer.staff()).reason()).isEqualTo("timed_out");
    }

    private UUID confirmed() {
        UUID orderId = place();
        hear("stock.reserved", orderId);
        hear("payment.authorised", orderId);
        return orderId;
    }

    @Test
    void onlyWhatIsConfirmedIsAskedBackForItsPaymentAndOnlyOnce() {
        UUID pending = place();
        UUID unpaid = confirmed();
        UUID asked = confirmed();
        desk.cancel(asked, Viewer.staff(), null);
        UUID gone = confirmed();
        hear("shipment.dispatched", gone);
        List<UUID> all = List.of(pending, unpaid, asked, gone);
        hear("payment.voided", all);
        hear("payment.voided", all);

        assertThat(told(pending)).containsExactly("stock.reserve");
        assertThat(told(unpaid)).endsWith("order.confirmed", "shipment.cancel");
        assertThat(told(asked)).endsWith("order.confirmed", "shipment.cancel");
        assertThat(told(gone)).endsWith("payment.capture", "order.shipped");

        hear("shipment.cancelled", List.of(unpaid, asked));
        assertThat(actors(unpaid)).containsExactly("customer", "checkout", "payment");
        assertThat(actors(asked)).as("who asked first").containsExactly("customer", "checkout", "customer");
    }

    @Test
    void betweenACancellationAndADispatchTheShipmentDecides() {
        UUID recalled = confirmed();
        UUID gone = confirmed();
        for (UUID orderId : List.of(recalled, gone)) {
            assertThat(desk.move(orderId, OrderStatus.CANCELLED, STAFF).status())
                    .isEqualTo(OrderStatus.CONFIRMED);
            assertThat(desk.cancel(orderId, Viewer.staff(), null).status()).isEqualTo(OrderStatus.CONFIRMED);
            assertThat(told(orderId)).as("asked once").endsWith("order.confirmed", "shipment.cancel");
        }
        hear("shipment.cancelled", recalled);
        hear("shipment.dispatched", List.of(recalled, gone));
        hear("shipment.cancelled", gone);
        hear("shipment.delivered", List.of(recalled, gone));
        assertThat(told(recalled).subList(6, 9)).containsExactly("payment.void", "stock.release", "order.cancelled");
        assertThat(told(gone).subList(6, 9)).containsExactly("payment.capture", "order.shipped", "order.delivered");
        assertThat(history(recalled)).containsExactly("pending", "confirmed", "cancelled");
        assertThat(actors(recalled)).as("who asked first").containsExactly("customer", "checkout", "staff");
        assertThat(history(gone)).containsExactly("pending", "confirmed", "shipped", "delivered");
        assertThat(actors(gone)).containsExactly("customer", "checkout", "shipping", "shipping");
        assertThat(desk.cancel(recalled, Viewer.staff(), null).status()).isEqualTo(OrderStatus.CANCELLED);
        assertThatThrownBy(() -> desk.cancel(gone, Viewer.staff(), null)).isInstanceOf(ProblemException.class);
    }

    private List<String> actors(UUID orderId) {
        return jdbi.withHandle(handle -> orders.history(handle, orderId, Viewer.staff())).stream()
                .map(HistoryEntry::actor)
                .toList();
    }

    @Test
    void aCancellationWaitsForADispatchUnderWayAndIsTooLate() {
        UUID orderId = confirmed();
        CompletableFuture<Void> cancellation;
        try (Handle shipping = jdbi.open()) {
            shipping.begin();
            shipping.execute("update orders set status = 'shipped' where order_id = ?", orderId);
            cancellation = meanwhile(() -> desk.cancel(orderId, Viewer.staff(), null));
            awaitWaiting(1);
            shipping.commit();
        }
        assertThatThrownBy(cancellation::join).hasCauseInstanceOf(ProblemException.class);
        assertThat(told(orderId)).containsExactly(CONFIRMED);
    }

    @Test
    void whatTheVersionBeforeHasPlacedIsConfirmedUnpaidAndMovedByHand() {
        UUID orderId = place();
        jdbi.useHandle(
                handle -> handle.execute("update orders set shipping_method = null where order_id = ?", orderId));
        hear("stock.reserved", orderId);
        assertThat(underWay(orderId)).isEmpty();
        desk.move(orderId, OrderStatus.SHIPPED, STAFF);
        desk.move(orderId, OrderStatus.DELIVERED, STAFF);
        assertThat(told(orderId))
                .containsExactly(
                        "stock.reserve", "stock.commit", "order.confirmed", "order.shipped", "order.delivered");

        UUID another = place();
        jdbi.useHandle(
                handle -> handle.execute("update orders set shipping_method = null where order_id = ?", another));
        hear("stock.reserved", another);
        assertThat(desk.move(another, OrderStatus.CANCELLED, STAFF).status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(told(another))
                .containsExactly(
                        "stock.reserve", "stock.commit", "order.confirmed", "stock.release", "order.cancelled");
    }

    @Test
    void anAnswerThatComesWhileTheStepChangesIsHeardAtTheNext() {
        UUID orderId = place();
        hear("stock.reserved", orderId);
        CompletableFuture<Void> answer;
        try (Handle changing = jdbi.open()) {
            changing.begin();
            changing.execute("select from orders where order_id = ? for update", orderId);
            changing.execute("update checkouts set step = 'awaiting_buyer' where order_id = ?", orderId);
            answer = meanwhile(() -> hear("payment.authorised", orderId));
            awaitWaiting(1);
            changing.commit();
        }
        answer.join();
        assertThat(underWay(orderId)).isEmpty();
        assertThat(history(orderId)).containsExactly("pending", "confirmed");
    }

    @Test
    void aStepOfALaterVersionIsLeftToIt() {
        UUID orderId = late();
        jdbi.useHandle(handle -> {
            handle.execute("alter table checkouts drop constraint checkouts_step_check");
            handle.execute("update checkouts set step = 'awaiting_customs' where order_id = ?", orderId);
        });
        checkout.sweep();
        hear("stock.reserved", orderId);
        assertThat(underWay(orderId)).containsExactly("awaiting_customs");
        assertThat(history(orderId)).containsExactly("pending");
    }

    @Test
    void whatFollowsWhenTheTimeIsOverGoesOnInTheTraceOfTheRequestThatPlacedTheOrder() {
        AtomicReference<UUID> orderId = new AtomicReference<>();
        RequestContext.with("request-1", TRACE, () -> orderId.set(late()));
        checkout.sweep();
        assertThat(told(orderId.get())).containsExactly("stock.reserve", "stock.release", "order.rejected");
        assertThat(origins(orderId.get())).containsExactly("request-1 " + TRACE);
    }

    /** Of all that was told of the order. */
    private Set<String> origins(UUID orderId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select concat(cast(message as jsonb) ->> 'requestid', ' ', cast(message as jsonb) ->> 'traceparent')
                        from outbox where key = ?
                        """)
                .bind(0, orderId.toString())
                .mapTo(String.class)
                .set());
    }

    @Test
    void manyAnswersTakeAsManyStatementsAsOne() {
        assertThat(statements(1, "stock.reserved")).isEqualTo(4);
        assertThat(statements(40, "stock.reserved")).isEqualTo(4);
        assertThat(statements(40, "stock.rejected")).isEqualTo(4);
        assertThat(statements(1, "payment.authorised", "stock.reserved")).isEqualTo(3);
        assertThat(statements(40, "payment.authorised", "stock.reserved")).isEqualTo(3);
        assertThat(statements(40, "payment.action_required", "stock.reserved")).isEqualTo(3);
        assertThat(statements(40, "shipment.dispatched", "stock.reserved", "payment.authorised"))
                .isEqualTo(2);
    }

    private int statements(int orders, String type, String... before) {
        List<UUID> placed = IntStream.range(0, orders).mapToObj(i -> place()).toList();
        List.of(before).forEach(each -> hear(each, placed));
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
            hear(type, placed);
        } finally {
            jdbi.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
        }
        assertThat(placed).allSatisfy(orderId -> assertThat(told(orderId)).hasSizeGreaterThan(1));
        return statements.size();
    }

    @Test
    void whateverComesAtOnceEachOrderIsDecidedOnce() {
        List<UUID> placed = IntStream.range(0, 60).mapToObj(i -> late()).toList();
        List<CompletableFuture<Void>> work = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(i);
            for (String type :
                    List.of("stock.reserved", "stock.rejected", "payment.authorised", "payment.action_required")) {
                List<UUID> some = new ArrayList<>(placed);
                Collections.shuffle(some, random);
                List<UUID> these = some.subList(0, 20);
                work.add(meanwhile(() -> hear(type, these)));
            }
            UUID calledOff = placed.get(random.nextInt(placed.size()));
            work.add(meanwhile(() -> cancel(calledOff)));
        }
        work.add(meanwhile(checkout::sweep));
        CompletableFuture.allOf(work.toArray(CompletableFuture[]::new)).join();

        hear("stock.reserved", placed);
        hear("payment.declined", placed);
        Map<String, Integer> ends = new HashMap<>();
        for (UUID orderId : placed) {
            List<String> told = told(orderId);
            assertThat(history(orderId)).hasSize(2);
            assertThat(underWay(orderId)).isEmpty();
            assertThat(told).filteredOn(type -> type.startsWith("order.")).hasSize(1);
            assertThat(told).doesNotHaveDuplicates();
            boolean confirmed = told.contains("stock.commit");
            assertThat(told.contains("stock.release")).isEqualTo(!confirmed);
            assertThat(told.contains("payment.void")).isEqualTo(!confirmed && told.contains("payment.authorise"));
            ends.merge(history(orderId).get(1), 1, Integer::sum);
        }
        assertThat(ends).isNotEmpty();
    }

    /** Unless it is confirmed: that would be another cancellation. */
    private void cancel(UUID orderId) {
        jdbi.useTransaction(transaction -> {
            if (orders.lock(transaction, orderId, Viewer.staff()).orElseThrow().status() == OrderStatus.PENDING) {
                List<Command> undo = checkout.end(transaction, orderId, Move.CANCEL_PENDING);
                moves.make(
                        transaction, Move.CANCEL_PENDING, List.of(orderId), null, Occasion.of("staff", "test"), undo);
            }
        });
    }

    @Test
    void whatIsAnsweredIsKeptWithTheDecisionThatItTells() {
        UUID orderId = place();
        hear("stock.reserved", orderId);
        Idempotency idempotency = new Idempotency(Json.mapper());
        IdempotentRequest request =
                new IdempotentRequest("me", orderId.toString(), "POST /orders {}", new byte[] {1}, new byte[] {2});
        jdbi.useHandle(handle -> idempotency.begin(handle, request, orderId));
        CompletableFuture<Decided> waiting =
                decisions.await(new Awaited(orderId, OrderStatus.PENDING), Duration.ofMinutes(1), request);
        jdbi.useTransaction(transaction -> {
            moves.make(transaction, Move.CONFIRM, List.of(orderId), new Occasion("checkout", "test", Map.of()));
            transaction.rollback();
        });
        assertThat(kept(idempotency, request)).isEmpty();
        assertThat(waiting).isNotDone();

        hear("payment.authorised", orderId);
        assertThat(kept(idempotency, request))
                .contains(waiting.join().kept().state().orElseThrow());
        assertThat(kept(idempotency, request)).get().asString().contains("\"status\":\"confirmed\"");
        assertThat(waiting.join().order()).isEqualTo(desk.read(orderId, Viewer.staff()));
    }

    private Optional<String> kept(Idempotency idempotency, IdempotentRequest request) {
        return jdbi.withHandle(handle -> idempotency.find(handle, request)).flatMap(Idempotency.Earlier::state);
    }
}
