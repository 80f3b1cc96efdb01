package dev.emporium.customer.signin.control;

import dev.emporium.customer.account.control.SignInThrottle;
import dev.emporium.customer.signin.entity.Sessions;
import java.time.Clock;
import org.jdbi.v3.core.Jdbi;

/** Clears away what has expired: sessions, their tokens, and old failures. Safe to run in every replica at once. */
public final class SessionUpkeep implements Runnable {
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
        jdbi.useHandle(handle -> new Sessions(handle).purge(clock.instant()));
    }
}
