package dev.emporium.payment.provider.control;

import dev.emporium.payment.provider.entity.ProviderCalls;
import dev.emporium.payment.provider.entity.WebhookEvents;
import dev.emporium.platform.persistence.Retention;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;

/**
 * Forgets what providers have told, and what they were asked and have answered, once nothing of it comes again. What became of the
 * payment stays, with its amounts, in its row and in the ledger. Some at a time; safe to run on every replica at once.
 */
public final class ProviderRetention implements Runnable {
    /** Providers tell again what was not taken for some days, and not any more then. */
    private static final Duration TOLD = Duration.ofDays(30);

    /** No command comes again after so long; whoever asks why a payment failed has come by then. */
    private static final Duration ASKED = Duration.ofDays(90);

    private static final int BATCH = 1_000;

    private final Jdbi jdbi;
    private final ProviderCalls calls;
    private final WebhookEvents events;
    private final Clock clock;

    public ProviderRetention(Jdbi jdbi, ProviderCalls calls, WebhookEvents events, Clock clock) {
        this.jdbi = jdbi;
        this.calls = calls;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public void run() {
        Instant now = clock.instant();
        Retention.inSteps(jdbi, BATCH, handle -> events.purge(handle, now.minus(TOLD), BATCH));
        Retention.inSteps(jdbi, BATCH, handle -> calls.purge(handle, now.minus(ASKED), BATCH));
    }
}
