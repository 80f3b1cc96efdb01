package dev.emporium.customer.account.control;

import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.messaging.Outgoing;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Tells the other services what became of an account: that it did, and no more than its id. Thread safe. */
public final class AccountEvents {
    private static final String EVENTS = "customer.events";

    private final Outbox outbox;

    public AccountEvents(Outbox outbox) {
        this.outbox = outbox;
    }

    void registered(Handle transaction, UUID id) {
        tell(transaction, "customer.registered", id);
    }

    void passwordChanged(Handle transaction, UUID id) {
        tell(transaction, "customer.password_changed", id);
    }

    void deleted(Handle transaction, UUID id) {
        tell(transaction, "customer.deleted", id);
    }

    private void tell(Handle transaction, String type, UUID id) {
        outbox.add(transaction, Outgoing.of(EVENTS, type, id, new Account(id)));
    }

    /** What each event says. */
    private record Account(UUID customerId) {}
}
