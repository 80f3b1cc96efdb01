package dev.emporium.platform.persistence;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;

/** Tells failures that pass by themselves from those that come again however often one tries. */
public final class Transience {
    /**
     * Transaction rollback (serialisation, deadlock), lock not available, statement cancelled, too many connections,
     * disk full, shut-down and start-up of the server (PostgreSQL manual, appendix A), and no connection (class 08).
     */
    private static final Set<String> STATES =
            Set.of("40001", "40P01", "55P03", "57014", "53300", "53100", "57P01", "57P02", "57P03", "25006");

    private Transience() {}

    public static boolean isTransient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientException) {
                return true;
            }
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                // without a state it comes from the pool, not from the server
                return state == null || state.startsWith("08") || STATES.contains(state);
            }
            if (cause instanceof org.apache.kafka.common.KafkaException) {
                return true;
            }
        }
        return false;
    }
}
