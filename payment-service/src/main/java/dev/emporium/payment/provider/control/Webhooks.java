package dev.emporium.payment.provider.control;

import dev.emporium.payment.provider.entity.WebhookEvents;
import dev.emporium.platform.problem.ProblemException;
import java.time.Clock;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what providers tell by themselves, each event once, in one transaction with what follows. Before the answer of a call,
 * after it or twice is all the same: what follows is no more than that the provider is asked. Thread safe.
 */
public final class Webhooks {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

    private final Jdbi jdbi;
    private final Map<String, PaymentProvider> providers;
    private final WebhookEvents events;
    private final Hint hint;
    private final Clock clock;

    /** Told that something may have changed. */
    @FunctionalInterface
    public interface Hint {
        /** In the transaction that the event is noted in. */
        void changed(Handle transaction, WebhookEvent event);
    }

    /** @param providers by their names */
    public Webhooks(Jdbi jdbi, Map<String, PaymentProvider> providers, WebhookEvents events, Hint hint, Clock clock) {
        this.jdbi = jdbi;
        this.providers = Map.copyOf(providers);
        this.events = events;
        this.hint = hint;
        this.clock = clock;
    }

    /**
     * @param headers by their names
     * @throws ProblemException 404 for a provider that we have none of, 400 for what is not signed by it, and what the hint throws
     */
    public void hear(String providerName, UnaryOperator<String> headers, byte[] body) {
        PaymentProvider provider = providers.get(providerName);
        if (provider == null) {
            throw ProblemException.of(404, "not_found", "There is no such provider.");
        }
        WebhookEvent event = read(provider, headers, body);
        jdbi.useTransaction(transaction -> {
            if (events.add(transaction, providerName, event.eventId(), clock.instant()) && event.paymentId() != null) {
                hint.changed(transaction, event);
            }
        });
    }

    private static WebhookEvent read(PaymentProvider provider, Function<String, String> headers, byte[] body) {
        try {
            return provider.read(headers.apply(provider.signatureHeader()), body);
        } catch (InvalidWebhookException e) {
            LOG.atWarn()
                    .addKeyValue("event.action", "webhook-refused")
                    .addKeyValue("event.reason", e.getMessage())
                    .log("A webhook is refused");
            throw ProblemException.of(
                    400, "invalid_signature", "The request is not signed by the provider, or not now.");
        }
    }
}
