package dev.emporium.customer.credential.control;

import dev.emporium.platform.metrics.Meters;
import dev.emporium.platform.problem.ProblemException;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Hashes passwords behind a bulkhead: so many at once, so many waiting, and whoever comes beyond that is told to come
 * again. Hashing costs so much that without it a flood of sign-ins would take every core from all other requests. Thread
 * safe.
 */
public final class PasswordHashing {
    private final PasswordHash current;
    private final Semaphore turns;
    private final AtomicInteger inside = new AtomicInteger();
    private final int atOnce;
    private final int most;
    private final Duration patience;
    private final Counter computed;
    private final Counter refused;
    private final String nobodys;

    public PasswordHashing(PasswordConfiguration configuration, PrometheusRegistry metrics) {
        current = new PasswordHash(configuration.memoryKib(), configuration.passes(), configuration.lanes());
        atOnce = configuration.atOnce();
        turns = new Semaphore(atOnce, true);
        most = atOnce + configuration.waiting();
        patience = configuration.patience().toJavaDuration();
        computed = Counter.builder()
                .name("password_hashes_computed_total")
                .help("Argon2id hashes computed, to store or to compare")
                .register(metrics);
        refused = Counter.builder()
                .name("password_hashes_refused_total")
                .help("Requests that were sent away because too many waited for a hash")
                .register(metrics);
        nobodys = current.of("nobody's password");
    }

    /** How a password and a hash belong together. */
    enum Match {
        NONE,
        /** The hash was made of the password as it was typed; new ones are made of its one form. */
        AS_TYPED,
        RIGHT
    }

    /** Turns, for the metrics. */
    public Meters.Pool turns() {
        return new Meters.Pool(() -> atOnce - turns.availablePermits(), () -> atOnce, turns::getQueueLength);
    }

    /** A hash to be stored, of the password's one form. */
    public String hash(String password) {
        String form = OpaqueString.of(password).orElse(password);
        return inTurn(() -> current.of(form));
    }

    /** Whether the hash is the password's, when its turn has come. */
    public boolean matches(String password, String stored) {
        return inTurn(() -> match(password, stored)) != Match.NONE;
    }

    /**
     * To be called {@link #inTurn in turn}.
     *
     * @param stored null for nobody's: then it takes as long, and is none
     */
    Match match(String password, String stored) {
        String hash = stored == null ? nobodys : stored;
        String form = OpaqueString.of(password).orElse(password);
        Match match = PasswordHash.matches(form, hash) ? Match.RIGHT : Match.NONE;
        if (match == Match.NONE && !form.equals(password)) {
            computed.inc();
            match = PasswordHash.matches(password, hash) ? Match.AS_TYPED : Match.NONE;
        }
        return stored == null ? Match.NONE : match;
    }

    /** Whether the hash was made with other parameters than those of today. */
    boolean isOutdated(String stored) {
        return current.isOutdated(stored);
    }

    /**
     * Does work that computes one hash, or two at most, and little else, when its turn has come.
     *
     * @throws ProblemException 503 when it is not to come soon
     */
    <T> T inTurn(Supplier<T> work) {
        if (inside.incrementAndGet() > most) {
            inside.decrementAndGet();
            throw busy();
        }
        try {
            if (!turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
            try {
                computed.inc();
                return work.get();
            } finally {
                turns.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        } finally {
            inside.decrementAndGet();
        }
    }

    private ProblemException busy() {
        refused.inc();
        return ProblemException.of(503, "busy", "Too many passwords are being checked at the moment; try again.")
                .withRetryAfter(Duration.ofSeconds(2));
    }
}
