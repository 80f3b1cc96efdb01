package dev.emporium.platform.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.sql.DataSource;
import liquibase.Scope;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.ui.LoggerUIService;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/** A migrated database of its own for a test class, without a service around it. */
public record TestDatabase(String jdbcUrl, DataSource dataSource, Jdbi jdbi) {

    public static TestDatabase create() {
        String url = TestPostgres.create().jdbcUrl();
        PoolProperties pool = new PoolProperties();
        pool.setDriverClassName("org.postgresql.Driver");
        pool.setUrl(url);
        pool.setUsername("postgres");
        pool.setMaxActive(24);
        pool.setInitialSize(1);
        pool.setConnectionProperties("options=-c lock_timeout=1s");
        DataSource dataSource = new org.apache.tomcat.jdbc.pool.DataSource(pool);
        migrate(url);
        return new TestDatabase(url, dataSource, Jdbi.create(dataSource).installPlugin(new PostgresPlugin()));
    }

    private static void migrate(String url) {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "")) {
            var database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            Scope.child(Scope.Attr.ui, new LoggerUIService(), () -> new CommandScope(UpdateCommandStep.COMMAND_NAME)
                    .addArgumentValue(DbUrlConnectionArgumentsCommandStep.DATABASE_ARG, database)
                    .addArgumentValue(UpdateCommandStep.CHANGELOG_FILE_ARG, "migrations.yaml")
                    .execute());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException("The migrations do not run", e);
        }
    }
}
