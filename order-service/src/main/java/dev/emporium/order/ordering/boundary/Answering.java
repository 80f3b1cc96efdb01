package dev.emporium.order.ordering.boundary;

import dev.emporium.order.ordering.control.Decisions;
import dev.emporium.order.ordering.control.Decisions.Decided;
import dev.emporium.order.ordering.entity.OrderRepository.Awaited;
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.idempotency.IdempotentRequest;
import jakarta.ws.rs.container.AsyncResponse;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Answers requests once orders are decided; no thread waits for that. Thread safe. */
public final class Answering {
    private final Decisions decisions;
    private final Executor threads;

    public Answering(Decisions decisions, Executor threads) {
        this.decisions = decisions;
        this.threads = threads;
    }

    /**
     * Answers when the order has left its state or waits for its buyer, at the latest after the wait.
     *
     * @param promised under whose key the state is kept with the decision; null when under none
     * @param answer made then, of how the order left its state, or of null when that is to be looked for; in the context of
     *     the request; what it throws is answered too
     */
    public void when(
            Awaited order,
            Duration wait,
            IdempotentRequest promised,
            AsyncResponse response,
            Function<Decided, Object> answer) {
        String requestId = RequestContext.requestId();
        String traceparent = RequestContext.traceparent();
        decisions
                .await(order, wait, promised)
                .thenAcceptAsync(
                        left -> RequestContext.with(requestId, traceparent, () -> {
                            try {
                                response.resume(answer.apply(left));
                            } catch (RuntimeException e) {
                                response.resume(e);
                            }
                        }),
                        threads);
    }
}
