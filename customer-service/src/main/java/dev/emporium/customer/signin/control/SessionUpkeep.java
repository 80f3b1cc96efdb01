package dev.emporium.customer.signin.control;

import dev.emporium.customer.audit.entity.SecurityEvents;
import dev.emporium.customer.credential.control.SignInThrottle;
import dev.emporium.customer.signin.entity.Sessions;
import java.time.Clock;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/**
 * Clears away what has expired: sessions, their tokens, old failures, and security events after 400 days. Safe to run in
 * every replica at once.
 */
public final class SessionUpkeep implements Runnable {
    private static final Duration EVENTS_KEPT = Duration.ofDays(400);

    private final SecurityEvents events = new SecurityEvents();
    private final Sessions sessions = new Sessions();
    private final Jdbi jdbi;
    private final Clock clock;
    private final SignInThrottle throttle;

    public SessionUpkeep(Jdbi jdbi, Clock clock, SignInThrottle throttle) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.throttle = throttle;
    }

    @Override
    public void run() {
        throttle.purge();
        jdbi.useHandle(handle -> sessions.purge(handle, clock.instant()));
        jdbi.useTransaction(
                transaction -> events.forget(transaction, clock.instant().minus(EVENTS_KEPT)));
    }
}
