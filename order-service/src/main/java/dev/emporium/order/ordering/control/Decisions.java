package dev.emporium.order.ordering.control;

import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.order.ordering.entity.OrderRepository.Awaited;
import dev.emporium.order.ordering.entity.OrderState;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.idempotency.Idempotency.Earlier;
import dev.emporium.platform.idempotency.IdempotentRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
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
    private final Idempotency idempotency;
    private final Map<Awaited, Waiting> awaited = new ConcurrentHashMap<>();

    public Decisions(Jdbi jdbi, OrderRepository orders, Idempotency idempotency) {
        this.jdbi = jdbi;
        this.orders = orders;
        this.idempotency = idempotency;
    }

    /**
     * An order as it left its state.
     *
     * @param kept what is kept under the key of the request that it was promised to; null where it was promised to none, or
     *     nothing is kept
     */
    public record Decided(Order order, Earlier kept) {}

    private record Waiting(CompletableFuture<Decided> decision, IdempotentRequest promised) {}

    /**
     * Done when the order is not in that state any more or waits for its buyer, or when the time is over, whichever comes
     * first. Never fails.
     *
     * @param promised to whose request it is promised that the state which its order is decided to is kept under its key in
     *     the transaction of the decision; null when to none; of several for one order the first counts
     * @return how the order left the state, if that was here; else null
     */
    public CompletableFuture<Decided> await(Awaited order, Duration limit, IdempotentRequest promised) {
        return decision(order, promised).copy().completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<Decided> decision(Awaited order, IdempotentRequest promised) {
        Waiting waiting = awaited.computeIfAbsent(order, id -> new Waiting(new CompletableFuture<>(), promised));
        // nobody waits longer, so nothing is kept for longer
        waiting.decision()
                .completeOnTimeout(null, LONGEST_WAIT.toMillis() + 1_000, TimeUnit.MILLISECONDS)
                .thenRun(() -> awaited.remove(order, waiting));
        return waiting.decision();
    }

    /** Keeps in a move's transaction what was promised for when these orders leave this state. */
    List<Decided> keep(Handle transaction, List<Order> moved, OrderStatus from) {
        Map<UUID, IdempotentRequest> requests = new HashMap<>();
        Map<IdempotentRequest, OrderState> states = new LinkedHashMap<>();
        for (Order order : moved) {
            Waiting waiting = awaited.get(new Awaited(order.orderId(), from));
            if (waiting != null && waiting.promised() != null) {
                requests.put(order.orderId(), waiting.promised());
                states.put(waiting.promised(), order.state());
            }
        }
        Map<IdempotentRequest, Earlier> kept = idempotency.settle(transaction, states);
        return moved.stream()
                .map(order -> new Decided(
                        order, requests.containsKey(order.orderId()) ? kept.get(requests.get(order.orderId())) : null))
                .toList();
    }

    /** Hands those who wait for orders to leave this state the orders as they are now. */
    void made(List<Decided> decided, OrderStatus from) {
        decided.forEach(each -> tell(new Awaited(each.order().orderId(), from), each));
    }

    /** Tells those who wait for these, who have to look for themselves what has become of them. */
    public void made(Collection<Awaited> decided) {
        decided.forEach(order -> tell(order, null));
    }

    private void tell(Awaited order, Decided decided) {
        Waiting waiting = awaited.remove(order);
        if (waiting != null) {
            waiting.decision().complete(decided);
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
