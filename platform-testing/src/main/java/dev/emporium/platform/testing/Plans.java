package dev.emporium.platform.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/** How the planner would go about a statement. */
public final class Plans {
    private Plans() {}

    /**
     * The plan of the one statement that this makes, which reads no table from end to end.
     *
     * @param jdbi not on a pool, whose statements do not tell their values
     */
    public static String of(Jdbi jdbi, Consumer<Handle> query) {
        return of(jdbi, handle -> {}, query);
    }

    /** The same in a transaction that something is done in before. */
    public static String of(Jdbi jdbi, Consumer<Handle> before, Consumer<Handle> query) {
        return jdbi.inTransaction(handle -> {
            before.accept(handle);
            List<String> statements = new ArrayList<>();
            handle.setSqlLogger(new SqlLogger() {
                @Override
                public void logAfterExecution(StatementContext context) {
                    // PostgreSQL's driver writes a statement with its values
                    statements.add(context.getStatement().toString());
                }
            });
            query.accept(handle);
            handle.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
            assertThat(statements).hasSize(1);
            String plan = String.join(
                    "\n",
                    handle.select("explain " + statements.get(0))
                            .mapTo(String.class)
                            .list());
            assertThat(plan).contains("Index").doesNotContain("Seq Scan");
            return plan;
        });
    }
}
