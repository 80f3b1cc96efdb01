package dev.emporium.platform.service;

import dev.emporium.platform.persistence.Migration;
import dev.emporium.platform.persistence.MigrationFiles;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.migrations.DbCommand;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.ui.LoggerUIService;
import net.sourceforge.argparse4j.inf.Namespace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code db migrate} and its kin; what they have to say goes to the log, not to standard output. Where all has been done
 * before, Liquibase is not begun: to find that out costs it a fifth of what a start takes.
 */
final class MigrationCommand<C extends ServiceConfiguration> extends DbCommand<C> {
    private static final Logger LOG = LoggerFactory.getLogger(MigrationCommand.class);

    MigrationCommand(Class<C> configurationClass) {
        super(
                "db",
                configuration -> Migration.sessionsOf(configuration.getDatabase()),
                configurationClass,
                "migrations.yaml",
                Map.of(Scope.Attr.ui.name(), new LoggerUIService()));
    }

    @Override
    protected void run(Bootstrap<C> bootstrap, Namespace namespace, C configuration) throws Exception {
        if (migrates(namespace) && isDone(configuration.getDatabase())) {
            LOG.info("All migrations were made before");
            return;
        }
        super.run(bootstrap, namespace, configuration);
    }

    @Override
    public void run(Namespace namespace, Liquibase liquibase) throws Exception {
        liquibase.setShowSummaryOutput(UpdateSummaryOutputEnum.LOG);
        Migration.run(liquibase, () -> super.run(namespace, liquibase));
        if (migrates(namespace)) {
            Migration.note(liquibase, MigrationFiles.fingerprint());
        }
    }

    /** And does not only say what it would do. */
    private static boolean migrates(Namespace namespace) {
        return "migrate".equals(namespace.getString("subcommand"))
                && !Boolean.TRUE.equals(namespace.getBoolean("dry-run"));
    }

    private static boolean isDone(DataSourceFactory database) {
        Properties session = new Properties();
        session.putAll(database.getProperties());
        session.setProperty("user", Objects.requireNonNullElse(database.getUser(), ""));
        session.setProperty("password", Objects.requireNonNullElse(database.getPassword(), ""));
        try (Connection connection = DriverManager.getConnection(database.getUrl(), session)) {
            return Migration.isDone(connection, MigrationFiles.fingerprint());
        } catch (SQLException e) {
            // whatever it is, the migration meets it too, and tells it
            return false;
        }
    }
}
