package dev.emporium.order.ordering.control;

import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.order.ordering.entity.OrderRepository.Awaited;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;

/**
 * Waiting for orders to leave a state, or for the buyer to be asked, without a thread for each who waits. What this process
 * does it hears of at once; what another replica does it sees by asking the database, in one query for all who wait.
 * Thread safe.
 */
public final class Decisions {
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Jdbi jdbi;
    private final OrderRepository orders;
    private final Map<Awaited, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();

    public Decisions(Jdbi jdbi, OrderRepository orders) {
        this.jdbi = jdbi;
        this.orders = orders;
    }

    /** Done when the order is not in that state any more or waits for its buyer, or when the time is over, whichever comes first. Never fails. */
    public CompletableFuture<Void> await(Awaited order, Duration limit) {
        return decision(order).copy().completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<Void> decision(Awaited order) {
        CompletableFuture<Void> decision = awaited.computeIfAbsent(order, id -> new CompletableFuture<>());
        // nobody waits longer, so nothing is kept for longer
        decision.completeOnTimeout(null, LONGEST_WAIT.toMillis() + 1_000, TimeUnit.MILLISECONDS)
                .thenRun(() -> awaited.remove(order, decision));
        return decision;
    }

    /** Tells those who wait for these. */
    public void made(Collection<Awaited> decided) {
        for (Awaited order : decided) {
            CompletableFuture<Void> decision = awaited.remove(order);
            if (decision != null) {
                decision.complete(null);
            }
        }
    }

    /** Looks for what other replicas have decided; runs again and again. */
    public void look() {
        List<Awaited> waitedFor = List.copyOf(awaited.keySet());
        if (!waitedFor.isEmpty()) {
            made(jdbi.withHandle(handle -> orders.decided(handle, waitedFor)));
        }
    }
}
