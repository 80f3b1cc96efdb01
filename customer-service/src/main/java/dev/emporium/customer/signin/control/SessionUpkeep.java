package dev.emporium.customer.signin.control;

import dev.emporium.customer.credential.control.SignInThrottle;
import dev.emporium.customer.signin.entity.Sessions;
import dev.emporium.platform.audit.AuditTrail;
import java.time.Clock;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/**
 * Clears away what has expired: sessions, their tokens, old failures, and entries of the audit trail after 400 days. Safe to run in
 * every replica at once.
 */
public final class SessionUpkeep implements Runnable {
    private static final Duration EVENTS_KEPT = Duration.ofDays(400);

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
        throttle.purge();
        jdbi.useHandle(handle -> sessions.purge(handle, clock.instant()));
        jdbi.useTransaction(
                transaction -> trail.forget(transaction, clock.instant().minus(EVENTS_KEPT)));
    }
}
