package dev.emporium.platform.service;

import com.codahale.metrics.MetricRegistry;
import dev.emporium.platform.persistence.Migration;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.db.ManagedDataSource;
import java.util.Map;
import net.sourceforge.argparse4j.inf.Argument;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/**
 * A command for operators that works on the service's database, such as {@code stock verify}. Its statements take as long as
 * they take. What it throws is said in one line, and the exit code is 1.
 */
public final class DatabaseCommand<C extends ServiceConfiguration> extends ConfiguredCommand<C> {
    private final Class<C> configurationClass;
    private final Map<String, Work<C>> works;

    /** What is done. */
    public interface Work<C> {
        void on(Jdbi jdbi, C configuration) throws Exception;
    }

    /** @param works by the word that follows the name */
    public DatabaseCommand(Class<C> configurationClass, String name, String description, Map<String, Work<C>> works) {
        super(name, description);
        this.configurationClass = configurationClass;
        this.works = Map.copyOf(works);
    }

    @Override
    protected Class<C> getConfigurationClass() {
        return configurationClass;
    }

    @Override
    public void configure(Subparser parser) {
        parser.addArgument("action").choices(works.keySet());
        super.configure(parser);
    }

    @Override
    protected Argument addFileArgument(Subparser parser) {
        return super.addFileArgument(parser).setDefault(EmporiumService.CONFIGURATION);
    }

    @Override
    protected void run(Bootstrap<C> bootstrap, Namespace namespace, C configuration) throws Exception {
        withDatabase(configuration, getName(), works.get(namespace.getString("action")));
    }

    /** Does what another kind of command has to do on the service's database. */
    public static <C extends ServiceConfiguration> void withDatabase(C configuration, String name, Work<C> work)
            throws Exception {
        ManagedDataSource database =
                Migration.sessionsOf(configuration.getDatabase()).build(new MetricRegistry(), name);
        database.start();
        try {
            work.on(Jdbi.create(database).installPlugin(new PostgresPlugin()), configuration);
        } finally {
            database.stop();
        }
    }
}
