package dev.emporium.platform.problem;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;

/** Tells a database that is away from one that is asked the wrong thing. */
final class DatabaseProblems {
    private DatabaseProblems() {}

    /** The problem to answer with, or null if the failure is a fault of ours. PostgreSQL manual, appendix A. */
    static ProblemException of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientException) {
                return unavailable();
            }
            if (cause instanceof SQLException sql) {
                return of(sql.getSQLState());
            }
        }
        return null;
    }

    private static ProblemException of(String state) {
        // without a state it comes from the pool, not from the server
        if (state == null || state.matches("08...|53...|57...|40001|40P01|55P03|25006")) {
            return unavailable();
        }
        return state.equals("22021") ? Refusal.exception(422) : null;
    }

    private static ProblemException unavailable() {
        return Refusal.exception(503).withRetryAfter(Duration.ofSeconds(1));
    }
}
