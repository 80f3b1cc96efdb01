package dev.emporium.platform.problem;

import dev.emporium.platform.Transience;
import java.sql.SQLException;
import java.time.Duration;

/** Tells a database that is away, and one that cannot hold what it was given, from one that is asked the wrong thing. */
final class DatabaseProblems {
    /** {@code character_not_in_repertoire}, PostgreSQL manual, appendix A. */
    private static final String NO_TEXT = "22021";

    private DatabaseProblems() {}

    /** The problem to answer with, or null if the failure is a fault of ours. */
    static ProblemException of(Throwable failure) {
        if (Transience.isTransient(failure)) {
            return Refusal.exception(503).withRetryAfter(Duration.ofSeconds(1));
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && NO_TEXT.equals(sql.getSQLState())) {
                return Refusal.exception(422);
            }
        }
        return null;
    }
}
