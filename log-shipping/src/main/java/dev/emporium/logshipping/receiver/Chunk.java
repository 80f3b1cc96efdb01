package dev.emporium.logshipping.receiver;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What comes in one message of the forward protocol.
 *
 * @param id what its sender wants to have acknowledged, the same each time it sends the chunk; null when it does not ask
 */
public record Chunk(String tag, List<Entry> entries, String id) {
    public Chunk {
        entries = List.copyOf(entries);
    }

    /** A log line: values are strings, longs, doubles, booleans, lists, maps and null. */
    public record Entry(Instant time, Map<String, Object> record) {}
}
