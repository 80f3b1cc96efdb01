package dev.emporium.platform;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;

/** Tells failures that pass by themselves from those that come again however often one tries. */
public final class Transience {
    /** No connection, or none for us now: no such role, password or database, no resources, shut-down, system error. */
    private static final Set<String> OUTAGES = Set.of("08", "28", "3D", "53", "57", "58");

    /** Cancelled for lack of time: the statement's own trouble, not the server's. */
    private static final String CANCELLED = "57014";

    /** Read only, as a replica is; and a session that ended as it stood still within a transaction. */
    private static final Set<String> LOST = Set.of("25006", "25P03");

    private Transience() {}

    /** Whether it is worth to try the same once more (PostgreSQL manual, appendix A). */
    public static boolean isTransient(Throwable failure) {
        Optional<SQLException> said = sql(failure);
        if (said.isPresent()) {
            String state = said.get().getSQLState();
            // transaction rollback, lock not available, statement cancelled
            return isOutage(failure)
                    || state.startsWith("40")
                    || state.equals("55P03")
                    || state.equals(CANCELLED)
                    || said.get() instanceof SQLTransientException;
        }
        return isOutage(failure);
    }

    /** Whether all that needs the database, or Kafka, fares the same now. */
    public static boolean isOutage(Throwable failure) {
        Optional<SQLException> said = sql(failure);
        if (said.isPresent()) {
            String state = said.get().getSQLState();
            // without a state it comes from the pool, not from the server
            return state == null
                    || state.length() == 5 && OUTAGES.contains(state.substring(0, 2)) && !state.equals(CANCELLED)
                    || LOST.contains(state);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KafkaException) {
                return true;
            }
        }
        return false;
    }

    /** What the database or its pool said, if the failure comes from there. */
    public static Optional<SQLException> sql(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }
}
