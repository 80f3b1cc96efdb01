package dev.emporium.platform;

import io.dropwizard.configuration.EnvironmentVariableSubstitutor;
import io.dropwizard.configuration.ResourceConfigurationSourceProvider;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.db.PooledDataSourceFactory;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jdbi3.JdbiFactory;
import io.dropwizard.migrations.MigrationsBundle;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/**
 * A service of the house: the same start, addresses, documentation, errors, health, metrics and stop for all; what is
 * its own it builds in {@link #assemble}.
 */
public abstract class EmporiumService<C extends ServiceConfiguration> extends Application<C> {
    private final String name;
    private final String collection;
    private final Class<C> configurationClass;

    /** For example {@code product-service}, {@code products}. */
    protected EmporiumService(String name, String collection, Class<C> configurationClass) {
        this.name = name;
        this.collection = collection;
        this.configurationClass = configurationClass;
    }

    /** Builds the service's components with {@code new}, and registers its resources and what must start and stop. */
    protected abstract void assemble(C configuration, Platform platform) throws Exception;

    /** {@code up}, or nothing: migrate, then serve. Anything else: Dropwizard's own commands. */
    public final void start(String... arguments) throws Exception {
        run(arguments);
    }

    @Override
    public final String getName() {
        return name;
    }

    @Override
    public final Class<C> getConfigurationClass() {
        return configurationClass;
    }

    @Override
    public final void initialize(Bootstrap<C> bootstrap) {
        bootstrap.setObjectMapper(Json.mapper());
        bootstrap.setConfigurationFactoryFactory((type, validator, mapper, prefix) ->
                new YamlConfigurationFactory<>(type, validator, Jackson.newObjectMapper(), prefix));
        bootstrap.setConfigurationSourceProvider(new SubstitutingSourceProvider(
                new ResourceConfigurationSourceProvider(), new EnvironmentVariableSubstitutor(false)));
        bootstrap.addBundle(new Migrations<>());
    }

    @Override
    public final void run(C configuration, Environment environment) throws Exception {
        RootPath rootPath = RootPath.of(configuration.getRootPath(), collection);
        environment.jersey().setUrlPattern(rootPath.api() + "/*");
        Jdbi jdbi = new JdbiFactory().build(environment, configuration.getDatabase(), "database");
        jdbi.installPlugin(new PostgresPlugin());
        assemble(configuration, new Platform(name, rootPath, environment, jdbi, new PrometheusRegistry()));
    }

    private static final class Migrations<C extends ServiceConfiguration> extends MigrationsBundle<C> {
        @Override
        public PooledDataSourceFactory getDataSourceFactory(C configuration) {
            return configuration.getDatabase();
        }

        @Override
        public String getMigrationsFileName() {
            return "migrations.sql";
        }
    }
}
