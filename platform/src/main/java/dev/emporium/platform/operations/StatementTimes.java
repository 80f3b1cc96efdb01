package dev.emporium.platform.operations;

import dev.emporium.platform.Transience;
import dev.emporium.platform.metrics.Dependency;
import dev.emporium.platform.metrics.Dependency.Outcome;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/** Times every statement. What the database refuses, such as a value that stands there already, is an answer. Thread safe. */
public final class StatementTimes implements SqlLogger {
    private final Dependency database;

    public StatementTimes(Dependency database) {
        this.database = database;
    }

    @Override
    public void logAfterExecution(StatementContext context) {
        database.took(Outcome.SUCCESS, context.getElapsedTime(ChronoUnit.NANOS));
    }

    @Override
    public void logException(StatementContext context, SQLException failure) {
        database.took(
                Transience.isTransient(failure) ? Outcome.FAILURE : Outcome.REFUSED,
                context.getElapsedTime(ChronoUnit.NANOS));
    }
}
