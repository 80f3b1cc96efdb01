package dev.emporium.payment.provider.entity;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** What providers have told of; every method is one statement in the handle's transaction. Thread safe. */
public final class WebhookEvents {

    /** Notes an event; false when it was heard before. */
    public boolean add(Handle transaction, String provider, String eventId, Instant now) {
        return transaction.execute(
                        "insert into webhook_events (provider, event_id, received_at) values (?, ?, ?) on conflict do nothing",
                        provider,
                        eventId,
                        now)
                == 1;
    }

    /** Forgets what came before: no provider tells of it again. */
    public void purge(Handle handle, Instant before) {
        handle.execute("delete from webhook_events where received_at < ?", before);
    }
}
