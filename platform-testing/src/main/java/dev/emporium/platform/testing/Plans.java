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
        List<String> plans = each(jdbi, handle -> {}, query);
        assertThat(plans).hasSize(1);
        return plans.get(0);
    }

    /** Those of all its statements, in a transaction that something is done in before. */
    public static List<String> each(Jdbi jdbi, Consumer<Handle> before, Consumer<Handle> query) {
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
            assertThat(statements).isNotEmpty();
            return statements.stream().map(statement -> plan(handle, statement)).toList();
        });
    }

    private static String plan(Handle handle, String statement) {
        String plan = String.join(
                "\n", handle.select("explain " + statement).mapTo(String.class).list());
        assertThat(plan).contains("Index").doesNotContain("Seq Scan");
        return plan;
    }
}
