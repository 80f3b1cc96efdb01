package dev.emporium.platform.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.Uuid7;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The transactional outbox: messages become rows in the transaction of the change that they tell of, so that both
 * happen or neither does. Order per key holds when the transaction already holds the lock of the aggregate's row (or
 * has just made it): positions are drawn at the insert. Thread safe.
 */
public final class Outbox {
    private final String source;
    private final ObjectMapper json;
    private final Clock clock;
    private final Runnable relay;

    /** @param relay told after each commit that there is something to send */
    public Outbox(String source, ObjectMapper json, Clock clock, Runnable relay) {
        this.source = source;
        this.json = json;
        this.clock = clock;
        this.relay = relay;
    }

    /** Adds the messages, in one statement, to the handle's transaction. */
    public void add(Handle transaction, Collection<Outgoing> messages) {
        if (messages.isEmpty()) {
            return;
        }
        transaction
                .createUpdate(
                        """
                        insert into outbox (topic, key, message)
                        select topic, key, message from unnest(:topics, :keys, :messages)
                            with ordinality as added (topic, key, message, place)
                        order by place
                        """)
                .bind("topics", messages.stream().map(Outgoing::topic).toArray(String[]::new))
                .bind("keys", messages.stream().map(m -> m.key().toString()).toArray(String[]::new))
                .bind("messages", messages.stream().map(this::write).toArray(String[]::new))
                .execute();
        transaction.afterCommit(relay);
    }

    public void add(Handle transaction, Outgoing message) {
        add(transaction, List.of(message));
    }

    private String write(Outgoing message) {
        try {
            return json.writeValueAsString(new Message(
                    "1.0",
                    Uuid7.next(),
                    "/" + source,
                    message.type(),
                    message.key(),
                    clock.instant(),
                    "application/json",
                    message.requestId(),
                    message.traceparent(),
                    json.valueToTree(message.data())));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON: " + message.type(), e);
        }
    }
}
