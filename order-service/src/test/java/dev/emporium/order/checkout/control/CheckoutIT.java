package dev.emporium.order.checkout.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.order.AnOrder;
import dev.emporium.order.checkout.entity.CheckoutRepository;
import dev.emporium.order.checkout.entity.Standing;
import dev.emporium.order.ordering.control.Decisions;
import dev.emporium.order.ordering.control.Decisions.Decided;
import dev.emporium.order.ordering.entity.Move;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderFilter;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.order.ordering.entity.OrderRepository.Awaited;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.order.ordering.entity.Viewer;
import dev.emporium.platform.Json;
import dev.emporium.platform.Origin;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.persistence.Writes;
import dev.emporium.platform.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/** What the checkout rests on in the database, without the service around it. */
class CheckoutIT {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final TestDatabase database = TestDatabase.create();
    private final OrderRepository orders = new OrderRepository(Json.mapper());
    private final CheckoutRepository checkouts = new CheckoutRepository();

    private UUID place(UUID orderId, Instant at) {
        Order order = AnOrder.pending(orderId, at);
        Writes writes = new Writes();
        orders.add(writes, "true", order, "ada@emporium.example", null, null);
        database.jdbi().useHandle(writes::make);
        return orderId;
    }

    private List<Order> move(UUID orderId, Move move) {
        return database.jdbi()
                .inTransaction(
                        transaction -> orders.move(transaction, List.of(orderId), move, null, "checkout", "test", NOW));
    }

    @Test
    void anOrderIsMovedFromWhereTheMoveBeginsAndFromNowhereElse() {
        UUID orderId = place(Uuid7.next(), NOW);
        assertThat(move(orderId, Move.CONFIRM)).hasSize(1);

        assertThat(move(orderId, Move.REJECT)).isEmpty();
        assertThat(move(orderId, Move.CONFIRM)).isEmpty();
        database.jdbi().useHandle(handle -> {
            assertThat(orders.find(handle, orderId, Viewer.staff())
                            .orElseThrow()
                            .status())
                    .isEqualTo(OrderStatus.CONFIRMED);
            assertThat(orders.history(handle, orderId, Viewer.staff())).hasSize(2);
        });
    }

    private void begin(Handle transaction, UUID orderId, Duration timeout) {
        Writes writes = new Writes();
        checkouts.add(writes, "true", orderId, "awaiting_stock", timeout, null, Origin.present());
        writes.make(transaction);
    }

    @Test
    void aCheckoutIsEndedWhenItsTimeIsOverAndNotBefore() {
        UUID late = place(Uuid7.next(), NOW);
        UUID early = place(Uuid7.next(), NOW);
        database.jdbi().useTransaction(transaction -> {
            begin(transaction, late, Duration.ofMillis(-1));
            begin(transaction, early, Duration.ofMillis(1));
            assertThat(overdue(transaction)).containsExactly(late);
            transaction.execute("update checkouts set deadline = deadline - interval '1 millisecond'");
            assertThat(overdue(transaction)).isEmpty();
            transaction.execute("update checkouts set deadline = deadline - interval '1 microsecond'");
            assertThat(overdue(transaction)).containsExactly(early);
        });
    }

    private List<UUID> overdue(Handle transaction) {
        List<String> steps = List.of("awaiting_stock");
        return checkouts.takeOverdue(transaction, 10, steps, steps).stream()
                .map(Standing::orderId)
                .toList();
    }

    @Test
    void aListIsWalkedInTheOrderOfItsCursorWhateverTheClocksOfTheReplicas() {
        List<UUID> placed = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            // two that are made within a millisecond have no order
            UUID later = UUID.fromString("01ffffff-0000-7000-8000-00000000000" + i);
            placed.add(0, place(later, NOW.minusSeconds(i)));
        }
        List<UUID> walked = new ArrayList<>();
        UUID after = null;
        for (int i = 0; i < 4; i++) {
            UUID last = after;
            after = database.jdbi()
                    .withHandle(handle -> orders.list(handle, new OrderFilter(null, null, null, null), last, 1))
                    .get(0)
                    .orderId();
            walked.add(after);
        }
        assertThat(walked).isEqualTo(placed);
    }

    @Test
    void whoWaitsHearsOfWhatAnotherReplicaHasDecided() {
        UUID orderId = place(Uuid7.next(), NOW);
        Decisions decisions = new Decisions(database.jdbi(), orders, new Idempotency(Json.mapper()));
        CompletableFuture<Decided> decided =
                decisions.await(new Awaited(orderId, OrderStatus.PENDING), Duration.ofSeconds(30), null);
        decisions.look();
        assertThat(decided).isNotDone();

        move(orderId, Move.CONFIRM);
        decisions.look();
        assertThat(decided).isDone();
    }
}
