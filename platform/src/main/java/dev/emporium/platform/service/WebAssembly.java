package dev.emporium.platform.service;

import com.codahale.metrics.MetricRegistry;
import dev.emporium.platform.Platform;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.Version;
import dev.emporium.platform.documentation.Documentation;
import dev.emporium.platform.documentation.LazyDescription;
import dev.emporium.platform.logging.BatchAppender;
import dev.emporium.platform.metrics.Meters;
import dev.emporium.platform.operations.DatabaseProbe;
import dev.emporium.platform.operations.HealthServlet;
import dev.emporium.platform.operations.Readiness;
import dev.emporium.platform.operations.RequestLog;
import dev.emporium.platform.operations.RequestMetrics;
import dev.emporium.platform.operations.ServiceLifeCycle;
import dev.emporium.platform.problem.ProblemErrorHandler;
import dev.emporium.platform.problem.ProblemMapper;
import dev.emporium.platform.security.AnswerHeaders;
import dev.emporium.platform.web.AdminDoor;
import dev.emporium.platform.web.Bodies;
import dev.emporium.platform.web.BodyHandler;
import dev.emporium.platform.web.ClientThreads;
import dev.emporium.platform.web.EmptyAnswers;
import dev.emporium.platform.web.EntityTagFilter;
import dev.emporium.platform.web.ExchangeHandler;
import dev.emporium.platform.web.GoneClients;
import dev.emporium.platform.web.NamedAddresses;
import dev.emporium.platform.web.NothingServlet;
import dev.emporium.platform.web.QueryFilter;
import dev.emporium.platform.web.ReadyAnswers;
import dev.emporium.platform.web.ReadyFirst;
import dev.emporium.platform.web.RequestScope;
import dev.emporium.platform.web.RouteFilter;
import dev.emporium.platform.web.StrictParameters;
import dev.emporium.platform.web.TrustedProxies;
import dev.emporium.platform.web.WriteHandler;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jersey.filter.AllowedMethodsFilter;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import io.dropwizard.jetty.ConnectorFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.lifecycle.AutoCloseableManager;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.exporter.servlet.jakarta.PrometheusMetricsServlet;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.eclipse.jetty.ee10.servlet.FilterMapping;
import org.eclipse.jetty.ee10.servlet.ServletHandler;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.glassfish.jersey.server.ServerProperties;

/** Puts together what stands between a socket and the resources, and beside them. */
final class WebAssembly {
    private static final List<String> LEVELS = List.of("error", "warn", "info");

    private WebAssembly() {}

    static void assemble(ServiceConfiguration configuration, Platform platform, String collection) {
        DatabaseProbe probe = new DatabaseProbe(configuration.getDatabase());
        platform.manage(new AutoCloseableManager(probe));
        Readiness readiness =
                new Readiness(probe::answers, platform.workers()::areAlive, platform.workers()::haveWhatTheyNeed);
        server(configuration, platform, readiness);
        api(platform.environment().jersey(), platform, collection);
        documentation(platform);
        metrics(platform);
        health(configuration, platform, readiness);
    }

    /** Dropwizard builds the server after this: what replaces parts of it waits until it is about to start. */
    private static void server(ServiceConfiguration configuration, Platform platform, Readiness readiness) {
        DefaultServerFactory factory = (DefaultServerFactory) configuration.getServerFactory();
        factory.setRegisterDefaultExceptionMappers(false);
        // threads named after paths would tell what is in these, and who reads a dump has the request's id in the log
        factory.setEnableThreadNameFilter(false);
        factory.getApplicationConnectors().forEach(connector -> readers(connector, factory.getMaxThreads()));
        Environment environment = platform.environment();
        ProblemErrorHandler errors = new ProblemErrorHandler(platform.json());
        environment.getApplicationContext().setErrorHandler(errors);
        environment.getAdminContext().setErrorHandler(errors);
        TrustedProxies proxies = new TrustedProxies(configuration.getTrustedProxies());
        BiConsumer<Request, Response> completed = new RequestMetrics(platform.metrics()).andThen(new RequestLog());
        environment.lifecycle().addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStarting(LifeCycle event) {
                if (event instanceof Server server) {
                    letJerseyRefuseMethods(environment.getApplicationContext().getServletHandler());
                    server.setErrorHandler(errors);
                    threads(platform.meters(), server);
                    Duration patience = configuration.getTransferPatience().toJavaDuration();
                    Handler service =
                            new AdminDoor(new RequestScope(server.getHandler()), configuration.isAdminTools());
                    Handler shared = new ClientThreads(
                            service,
                            proxies,
                            factory.getMaxThreads(),
                            configuration.getDatabase().getMaxSize());
                    Handler inside = new WriteHandler(shared, patience);
                    Handler bodies = new BodyHandler(inside, Bodies.most(platform.resources()), patience);
                    Handler all = new ExchangeHandler(bodies, proxies, completed, readiness::isDraining);
                    List<ReadyAnswers> ready =
                            environment.getApplicationContext().getDescendants(ReadyAnswers.class);
                    server.setHandler(ready.isEmpty() ? all : new ReadyFirst(all, ready));
                }
            }

            @Override
            public void lifeCycleStopped(LifeCycle event) {
                BatchAppender.stopAll();
            }
        });
    }

    /** What is at hand is answered by the thread that has read the request. Jetty's own default leaves it half the processors. */
    private static void readers(ConnectorFactory connector, int threads) {
        int most = Math.max(1, threads / 16);
        if (connector instanceof HttpConnectorFactory http
                && http.getSelectorThreads().isEmpty()) {
            http.setSelectorThreads(Optional.of(Math.min(Runtime.getRuntime().availableProcessors(), most)));
        }
    }

    /** Of the application port; the admin port has a few of its own. */
    private static void threads(Meters meters, Server server) {
        if (server.getThreadPool() instanceof QueuedThreadPool threads) {
            meters.pool(
                    "http-server",
                    new Meters.Pool(
                            () -> threads.getThreads() - threads.getIdleThreads(),
                            threads::getMaxThreads,
                            threads::getQueueSize));
        }
    }

    /** Dropwizard's own filter does not say which methods are allowed. */
    private static void letJerseyRefuseMethods(ServletHandler servlets) {
        String filter = AllowedMethodsFilter.class.getName();
        servlets.setFilterMappings(Arrays.stream(servlets.getFilterMappings())
                .filter(mapping -> !servlets.getFilter(mapping.getFilterName())
                        .getClassName()
                        .equals(filter))
                .toArray(FilterMapping[]::new));
    }

    private static void api(JerseyEnvironment jersey, Platform platform, String collection) {
        jersey.setUrlPattern(platform.rootPath().api() + "/*");
        jersey.property(ServerProperties.LOCATION_HEADER_RELATIVE_URI_RESOLUTION_DISABLED, true);
        // Dropwizard validates; Jersey's own would answer in its own words
        jersey.property(ServerProperties.BV_FEATURE_DISABLE, true);
        jersey.register(new Bodies.Untyped());
        jersey.register(new Bodies());
        jersey.register(new RouteFilter(collection));
        jersey.register(new EntityTagFilter(platform.json()));
        jersey.register(new NamedAddresses());
        jersey.register(new EmptyAnswers());
        jersey.register(new StrictParameters());
        jersey.register(new QueryFilter());
        jersey.register(new AnswerHeaders());
        jersey.register(new ProblemMapper());
        jersey.register(new GoneClients());
    }

    private static void documentation(Platform platform) {
        RootPath rootPath = platform.rootPath();
        // Jetty's own would answer 405 to a PUT where nothing is
        platform.environment()
                .servlets()
                .addServlet("nothing", new NothingServlet())
                .addMapping("/");
        platform.environment()
                .getApplicationContext()
                .insertHandler(new Documentation(
                        rootPath,
                        new LazyDescription(
                                platform.serviceName(),
                                rootPath,
                                platform.resources(),
                                platform::tokensPath,
                                platform.json())));
    }

    private static void metrics(Platform platform) {
        PrometheusRegistry registry = platform.metrics();
        BatchAppender.registerAll(registry);
        BatchAppender.workers().forEach(platform.workers()::add);
        JvmMetrics.builder().register(registry);
        Info.builder()
                .name("build_info")
                .help("The version that runs")
                .labelNames("version")
                .register(registry)
                .setLabelValues(Version.BUILT);
        // Dropwizard's own are named after classes and addresses; what they tell, ours do
        MetricRegistry counted = platform.environment().metrics();
        CounterWithCallback.builder()
                .name("log_events_total")
                .help("Lines that were logged, by level")
                .labelNames("level")
                .callback(counter -> LEVELS.forEach(level -> counter.call(
                        counted.meter("ch.qos.logback.core.Appender." + level).getCount(), level)))
                .register(registry);
        platform.environment()
                .admin()
                .addServlet("metrics", new PrometheusMetricsServlet(registry))
                .addMapping("/metrics");
    }

    private static void health(ServiceConfiguration configuration, Platform platform, Readiness readiness) {
        platform.environment()
                .admin()
                .addServlet("health", new HealthServlet(readiness))
                .addMapping("/health/*");
        platform.environment()
                .lifecycle()
                .addEventListener(new ServiceLifeCycle(
                        readiness, configuration.getShutdown().drainPeriod().toJavaDuration()));
    }
}
