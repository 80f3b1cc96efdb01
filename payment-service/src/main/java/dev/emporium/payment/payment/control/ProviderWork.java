package dev.emporium.payment.payment.control;

import dev.emporium.payment.provider.control.PaymentProvider;
import dev.emporium.payment.provider.entity.Finding;
import dev.emporium.payment.provider.entity.ProviderCall;
import dev.emporium.payment.provider.entity.ProviderCalls;
import dev.emporium.platform.Background;
import dev.emporium.platform.Failures;
import dev.emporium.platform.Tracing;
import dev.emporium.platform.Transience;
import dev.emporium.platform.Worker;
import dev.emporium.platform.metrics.Meters;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calls that are due, some at once. A call is taken up and noted by a statement of its own, made outside of any
 * transaction, and settled in one: whatever dies between them, the call is due again when its lease is over, under the same
 * key. Any number of replicas work beside each other. One thread hands out, others call.
 */
public final class ProviderWork implements Background {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderWork.class);
    private static final Duration LOOK_AFTER = Duration.ofMillis(500);

    private final Jdbi jdbi;
    private final ProviderCalls calls;
    private final Settlement settlement;
    private final Map<String, PaymentProvider> providers;
    private final Duration lease;
    private final Clock clock;
    private final Wake wake;
    private final Semaphore room;
    private final int atOnce;
    private final ThreadPoolExecutor callers;
    private final Worker worker = new Worker("provider-calls", this::round, this::wake);

    /** Made first, and given to all who open calls. Thread safe. */
    public static final class Wake implements Runnable {
        private final Semaphore signal = new Semaphore(0);

        @Override
        public void run() {
            signal.release();
        }

        private void await() throws InterruptedException {
            if (signal.tryAcquire(LOOK_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
                signal.drainPermits();
            }
        }
    }

    /**
     * @param providers by their names
     * @param timeout that they keep
     * @param atOnce how many calls are made beside each other
     */
    public ProviderWork(
            Jdbi jdbi,
            ProviderCalls calls,
            Settlement settlement,
            Map<String, PaymentProvider> providers,
            Duration timeout,
            int atOnce,
            Wake wake,
            Clock clock) {
        this.jdbi = jdbi;
        this.calls = calls;
        this.settlement = settlement;
        this.providers = Map.copyOf(providers);
        // a provider is asked three questions at most, and what they found is to be noted
        this.lease = timeout.multipliedBy(3).plusSeconds(3);
        this.atOnce = atOnce;
        this.room = new Semaphore(atOnce);
        this.wake = wake;
        this.clock = clock;
        AtomicInteger number = new AtomicInteger();
        this.callers =
                new ThreadPoolExecutor(atOnce, atOnce, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "provider-call-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    @Override
    public Worker worker() {
        return worker;
    }

    /** Begins no more, and lets those that are under way come to their end. */
    @Override
    public void stop() throws InterruptedException {
        worker.stop();
        callers.shutdown();
        if (!callers.awaitTermination(lease.toMillis(), TimeUnit.MILLISECONDS)) {
            callers.shutdownNow();
        }
    }

    /**
     * The threads that call, for the metrics; what is due and has none waits in the database. Room is taken before it is known
     * what is due, so that it says nothing of calls.
     */
    public Meters.Pool callers() {
        return new Meters.Pool(callers::getActiveCount, () -> atOnce, room::getQueueLength);
    }

    private void wake() {
        wake.run();
    }

    private void round(Worker self) throws InterruptedException {
        wake.await();
        List<ProviderCall> due;
        int most;
        do {
            room.acquire();
            most = 1 + room.drainPermits();
            try {
                due = take(most);
            } catch (RuntimeException e) {
                room.release(most);
                throw e;
            }
            room.release(most - due.size());
            due.forEach(call -> callers.execute(() -> perform(call)));
            // fewer than there was room for are all that were due
        } while (due.size() == most && !self.isStopping());
    }

    private void perform(ProviderCall call) {
        try {
            Tracing.takeUp("ask " + call.provider(), SpanKind.CLIENT, call.origin(), span -> perform(call, span));
        } finally {
            room.release();
        }
    }

    private void perform(ProviderCall call, Span span) {
        span.setAttribute("emporium.order_id", call.orderId().toString())
                .setAttribute("emporium.provider_step", call.step().word());
        try {
            settlement.settle(call, ask(call));
        } catch (RuntimeException e) {
            // not settled: it is due again when the lease is over
            (Transience.isTransient(e) ? LOG.atWarn() : LOG.atError())
                    .addKeyValue("event.action", "payment-not-settled")
                    .addKeyValue("emporium.order_id", call.orderId())
                    .addKeyValue("emporium.payment_id", call.paymentId())
                    .setCause(e)
                    .log("What was found at the provider could not be noted");
            Tracing.fail(span, e);
        }
    }

    /** Takes up calls that are due; until their lease is over they are the caller's. */
    List<ProviderCall> take(int most) {
        Instant now = clock.instant();
        return jdbi.withHandle(handle -> calls.take(handle, most, now, now.plus(lease)));
    }

    /** Asks the provider; whatever goes wrong, the outcome is not known. */
    Finding ask(ProviderCall call) {
        PaymentProvider provider = providers.get(call.provider());
        if (provider == null) {
            return Finding.unknown("no provider of that name is configured");
        }
        try {
            return provider.perform(call);
        } catch (RuntimeException e) {
            Failures.brief(LOG.atError(), e)
                    .addKeyValue("event.action", "provider-failed")
                    .addKeyValue("emporium.payment_id", call.paymentId())
                    .log("The adapter of the provider has failed");
            return Finding.unknown(e.getClass().getSimpleName());
        }
    }
}
