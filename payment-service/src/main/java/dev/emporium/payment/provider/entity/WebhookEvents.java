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

    /** Forgets some of what came before: no provider tells of it again. Returns of how many. */
    public int purge(Handle handle, Instant before, int most) {
        return handle.execute(
                """
                delete from webhook_events where ctid = any(array(
                    select ctid from webhook_events where received_at < ? order by received_at limit ?))
                """,
                before,
                most);
    }
}
