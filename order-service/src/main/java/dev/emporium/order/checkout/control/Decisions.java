package dev.emporium.order.checkout.control;

import dev.emporium.order.ordering.entity.OrderRepository;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;

/**
 * Waiting for orders to be decided, without a thread for each who waits. What this process decides it hears of at once;
 * what another replica decides it sees by asking the database, in one query for all who wait. Thread safe.
 */
public final class Decisions {
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Jdbi jdbi;
    private final OrderRepository orders;
    private final Map<UUID, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();

    public Decisions(Jdbi jdbi, OrderRepository orders) {
        this.jdbi = jdbi;
        this.orders = orders;
    }

    /** Done when the order is decided, or when the time is over, whichever comes first. Never fails. */
    public CompletableFuture<Void> await(UUID orderId, Duration limit) {
        return decision(orderId).copy().completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<Void> decision(UUID orderId) {
        CompletableFuture<Void> decision = awaited.computeIfAbsent(orderId, id -> new CompletableFuture<>());
        // nobody waits longer, so nothing is kept for longer
        decision.completeOnTimeout(null, LONGEST_WAIT.toMillis() + 1_000, TimeUnit.MILLISECONDS)
                .thenRun(() -> awaited.remove(orderId, decision));
        return decision;
    }

    /** Tells those who wait for these orders. */
    void made(Collection<UUID> orderIds) {
        for (UUID orderId : orderIds) {
            CompletableFuture<Void> decision = awaited.remove(orderId);
            if (decision != null) {
                decision.complete(null);
            }
        }
    }

    /** Looks for what other replicas have decided; runs again and again. */
    public void look() {
        List<UUID> waitedFor = List.copyOf(awaited.keySet());
        if (!waitedFor.isEmpty()) {
            made(jdbi.withHandle(handle -> orders.decided(handle, waitedFor)));
        }
    }
}
