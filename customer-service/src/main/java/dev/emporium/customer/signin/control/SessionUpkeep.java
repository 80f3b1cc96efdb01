package dev.emporium.customer.signin.control;

import dev.emporium.customer.credential.control.SignInThrottle;
import dev.emporium.customer.signin.entity.Sessions;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.persistence.Retention;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;

/**
 * Clears away what has expired: sessions, their tokens, old failures, and entries of the audit trail after 400 days. Safe to run in
 * every replica at once.
 */
public final class SessionUpkeep implements Runnable {
    private static final Duration EVENTS_KEPT = Duration.ofDays(400);
    private static final int BATCH = 10_000;

    private final Sessions sessions = new Sessions();
    private final Jdbi jdbi;
    private final Clock clock;
    private final SignInThrottle throttle;
    private final AuditTrail trail;

    public SessionUpkeep(Jdbi jdbi, Clock clock, SignInThrottle throttle, AuditTrail trail) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.throttle = throttle;
        this.trail = trail;
    }

    @Override
    public void run() {
        Instant now = clock.instant();
        throttle.purge();
        Retention.inSteps(jdbi, BATCH, handle -> sessions.purgeTokens(handle, now, BATCH));
        Retention.inSteps(jdbi, BATCH, handle -> sessions.purge(handle, now, BATCH));
        Retention.inSteps(
                jdbi,
                BATCH,
                handle ->
                        handle.inTransaction(transaction -> trail.forget(transaction, now.minus(EVENTS_KEPT), BATCH)));
    }
}
