package dev.emporium.platform.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.persistence.Writes;
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
    private static final String INSERT =
            """
            insert into outbox (topic, key, message)
            select topic, key, message from unnest(:topics, :keys, :messages)
                with ordinality as added (topic, key, message, place)
            where %s order by place
            """;

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
                .createUpdate(INSERT.formatted("true"))
                .bind("topics", topics(messages))
                .bind("keys", keys(messages))
                .bind("messages", texts(messages))
                .execute();
        transaction.afterCommit(relay);
    }

    /**
     * Adds the messages to a statement, after whose commit {@link #committed} is to be called.
     *
     * @param condition on which they are written
     */
    public void add(Writes writes, Collection<Outgoing> messages, String condition) {
        writes.add("added", INSERT.formatted(condition))
                .bind("topics", topics(messages))
                .bind("keys", keys(messages))
                .bind("messages", texts(messages));
    }

    /** Has sent what was committed as a part of a statement. */
    public void committed() {
        relay.run();
    }

    private static String[] topics(Collection<Outgoing> messages) {
        return messages.stream().map(Outgoing::topic).toArray(String[]::new);
    }

    private static String[] keys(Collection<Outgoing> messages) {
        return messages.stream().map(message -> message.key().toString()).toArray(String[]::new);
    }

    private String[] texts(Collection<Outgoing> messages) {
        return messages.stream().map(this::write).toArray(String[]::new);
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
