package dev.emporium.platform.service;

import dev.emporium.platform.Json;
import dev.emporium.platform.Platform;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.Tracing;
import dev.emporium.platform.Worker;
import dev.emporium.platform.logging.BatchAppender;
import dev.emporium.platform.metrics.Dependency;
import dev.emporium.platform.metrics.Meters;
import dev.emporium.platform.operations.Connections;
import dev.emporium.platform.operations.Statements;
import dev.emporium.platform.persistence.Retention;
import io.dropwizard.configuration.ConfigurationSourceProvider;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.configuration.ResourceConfigurationSourceProvider;
import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.core.Application;
import io.dropwizard.core.cli.Command;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.db.ManagedDataSource;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jdbi3.JdbiFactory;
import io.dropwizard.jersey.validation.JerseyParameterNameProvider;
import io.dropwizard.jersey.validation.Validators;
import io.dropwizard.util.JarLocation;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.tomcat.jdbc.pool.DataSourceProxy;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.postgres.PostgresPlugin;

/**
 * A service of the house: the same start, addresses, documentation, errors, health, metrics and stop for all; what is
 * its own it builds in {@link #assemble}.
 */
public abstract class EmporiumService<C extends ServiceConfiguration> extends Application<C> {
    public static final String CONFIGURATION = "config.yaml";

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

    /** What operators can do with this service besides {@code db} and {@code dead-letters}. */
    protected List<Command> commands() {
        return List.of();
    }

    /**
     * {@code up}, or nothing: migrate, then serve. Anything else: Dropwizard's own commands, of which {@code server}, {@code
     * check}, {@code db migrate} and {@code db status} take the configuration from the class path when none is named, and
     * {@link #commands}. What keeps it from starting is said in one line, and the exit code is 1, or 78 (EX_CONFIG) when it
     * is the configuration.
     */
    public final void start(String... arguments) throws Exception {
        if (arguments.length == 0 || Arrays.equals(arguments, new String[] {"up"})) {
            run("db", "migrate", CONFIGURATION);
            run("server", CONFIGURATION);
        } else if (Set.of("server", "check", "db migrate", "db status").contains(String.join(" ", arguments))) {
            run(Stream.concat(Arrays.stream(arguments), Stream.of(CONFIGURATION))
                    .toArray(String[]::new));
        } else {
            run(arguments);
        }
    }

    @Override
    public final void run(String... arguments) throws Exception {
        // machines read what we write: tags, statements, logs
        Locale.setDefault(Locale.ROOT);
        Bootstrap<C> bootstrap = new Bootstrap<>(this);
        addDefaultCommands(bootstrap);
        initialize(bootstrap);
        bootstrap.registerMetrics();
        new QuietCli(new JarLocation(getClass()), bootstrap).run(arguments).ifPresent(this::onFatalError);
    }

    @Override
    protected void onFatalError(Throwable failure) {
        BatchAppender.stopAll();
        System.err.println(name + " gives up: " + StartFailure.inOneLine(failure));
        System.exit(StartFailure.exitCode(failure));
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
        // migrations, and whatever else a start consists of
        Tracing.workForNobody();
        bootstrap.setObjectMapper(Json.mapper());
        // the configuration keeps Dropwizard's own mapper and its camelCase names
        bootstrap.setConfigurationFactoryFactory((type, validator, mapper, prefix) ->
                new YamlConfigurationFactory<>(type, validator, Jackson.newObjectMapper(), prefix));
        bootstrap.setConfigurationSourceProvider(
                new LayeredConfiguration(new ResourceConfigurationSourceProvider(), classPathOrFile(), System::getenv));
        bootstrap.setValidatorFactory(Validators.newConfiguration()
                .defaultLocale(Locale.ENGLISH)
                .locales(Locale.ENGLISH)
                .parameterNameProvider(new RememberedNames(new JerseyParameterNameProvider()))
                .buildValidatorFactory());
        bootstrap.addCommand(new MigrationCommand<>(configurationClass));
        bootstrap.addCommand(new DeadLettersCommand<>(name, configurationClass, CONFIGURATION, System.out));
        commands().forEach(bootstrap::addCommand);
    }

    @Override
    public final void run(C configuration, Environment environment) throws Exception {
        RootPath rootPath = RootPath.of(configuration.getRootPath(), collection);
        configuration.getDatabase().getProperties().putIfAbsent("logServerErrorDetail", "false");
        ManagedDataSource database = configuration.getDatabase().build(environment.metrics(), "database");
        if (database instanceof DataSourceProxy pool) {
            // JDBI closes its statements once, and uses none afterwards: nothing has to stand before them
            pool.setUseStatementFacade(false);
        }
        Connections connections = new Connections(database);
        Jdbi jdbi = jdbi(configuration, environment, database, connections);
        Platform platform = new Platform(name, rootPath, environment, database, jdbi, new PrometheusRegistry());
        Dependency asked = platform.meters().dependency("database");
        jdbi.setSqlLogger(new Statements(asked));
        connections.count(asked);
        platform.meters().pool("database", pool(database));
        WebAssembly.assemble(configuration, platform, collection);
        clearAway(platform);
        assemble(configuration, platform);
    }

    private static Jdbi jdbi(
            ServiceConfiguration configuration,
            Environment environment,
            ManagedDataSource database,
            Connections connections) {
        Jdbi jdbi = new JdbiFactory() {
            @Override
            protected Jdbi newInstance(ManagedDataSource source) {
                return Jdbi.create(connections);
            }
        }.build(environment, configuration.getDatabase(), database, "database");
        // Dropwizard's keeps a timer for each statement's text, at which nobody looks
        jdbi.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
        jdbi.installPlugin(new PostgresPlugin());
        // what is bound to a statement belongs to people, and exceptions end in logs
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(StatementExceptions.MessageRendering.NONE);
        return jdbi;
    }

    /** The connections that it lends out. */
    protected static Meters.Pool pool(ManagedDataSource database) {
        DataSourceProxy pool = (DataSourceProxy) database;
        return new Meters.Pool(pool::getActive, pool::getMaxActive, pool::getWaitCount);
    }

    private static void clearAway(Platform platform) {
        platform.manage(Worker.every(
                "retention",
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                new Retention(platform.jdbi(), platform.clock())));
    }

    static ConfigurationSourceProvider classPathOrFile() {
        ConfigurationSourceProvider classPath = new ResourceConfigurationSourceProvider();
        ConfigurationSourceProvider file = new FileConfigurationSourceProvider();
        return path -> (CONFIGURATION.equals(path) && !Files.exists(Path.of(path)) ? classPath : file).open(path);
    }
}
