package dev.emporium.platform.persistence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Several writes as one statement, each added by whoever owns its table: one round trip, and all or nothing also without
 * a transaction around it. Each sees the database as it was before the statement, and of the others no more than what
 * they return. A value has one name for all of them. Used by one thread.
 */
public final class Writes {
    private final List<String> conditions = new ArrayList<>();
    private final List<String> writes = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Nothing is written unless this holds, as far as the first of the writes asks for it. */
    public Writes onlyIf(String condition) {
        conditions.add(condition);
        return this;
    }

    /**
     * Adds a write.
     *
     * @param name by which others can read what it returns
     */
    public Writes add(String name, String write) {
        writes.add(name + " as (\n" + write + ")");
        return this;
    }

    /** @throws IllegalStateException when another one has given the name another value */
    public Writes bind(String name, Object value) {
        if (values.containsKey(name) && !Objects.equals(values.get(name), value)) {
            throw new IllegalStateException(name + " stands for two things");
        }
        values.put(name, value);
        return this;
    }

    /** All conditions as one. */
    public String condition() {
        return conditions.isEmpty() ? "true" : String.join(" and ", conditions);
    }

    /** Adds what another one holds, but for its conditions. */
    public Writes addAll(Writes others) {
        writes.addAll(others.writes);
        others.values.forEach(this::bind);
        return this;
    }

    /** The statement, which asks this in the end. */
    public Query query(Handle handle, String question) {
        Query query = handle.createQuery("with " + String.join(", ", writes) + "\n" + question);
        values.forEach(query::bind);
        return query;
    }

    /** Writes it all. */
    public void make(Handle handle) {
        query(handle, "select true").mapTo(Boolean.class).one();
    }
}
