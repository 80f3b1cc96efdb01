package dev.emporium.platform;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.metrics.Meters;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.Managed;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** What a service's assembly is given to build its components with. Used by the starting thread alone. */
public final class Platform {
    private final String serviceName;
    private final RootPath rootPath;
    private final Environment environment;
    private final DataSource database;
    private final Jdbi jdbi;
    private final PrometheusRegistry metrics;
    private final Meters meters;
    private final Workers workers;
    private final Set<Class<?>> resources = new LinkedHashSet<>();
    private String tokensPath;

    public Platform(
            String serviceName,
            RootPath rootPath,
            Environment environment,
            DataSource database,
            Jdbi jdbi,
            PrometheusRegistry metrics) {
        this.serviceName = serviceName;
        this.rootPath = rootPath;
        this.environment = environment;
        this.database = database;
        this.jdbi = jdbi;
        this.metrics = metrics;
        this.meters = new Meters(metrics, jdbi);
        this.workers = new Workers(metrics);
    }

    public String serviceName() {
        return serviceName;
    }

    public RootPath rootPath() {
        return rootPath;
    }

    public Environment environment() {
        return environment;
    }

    /** The pool beneath {@link #jdbi}, for what keeps a session to itself. */
    public DataSource database() {
        return database;
    }

    public Jdbi jdbi() {
        return jdbi;
    }

    public PrometheusRegistry metrics() {
        return metrics;
    }

    /** The metrics that components of many kinds share. */
    public Meters meters() {
        return meters;
    }

    /** The mapper of the house's JSON: what requests are read and answers are written with. */
    public ObjectMapper json() {
        return environment.getObjectMapper();
    }

    public Clock clock() {
        return Clock.systemUTC();
    }

    /** Serves a JAX-RS resource; its paths are relative to the collection. */
    public void resource(Object resource) {
        environment.jersey().register(resource);
        resources.add(resource.getClass());
    }

    /** Says where one signs in, for the documentation. */
    public void signInAt(String path) {
        tokensPath = path;
    }

    /** Where one signs in; null when nobody has said. */
    public String tokensPath() {
        return tokensPath;
    }

    /** The classes of the resources that are served. */
    public Set<Class<?>> resources() {
        return resources;
    }

    /** Starts the component before the first request and stops it after the last one, in reverse order. */
    public void manage(Managed component) {
        environment.lifecycle().manage(component);
    }

    /** The same for a component with a thread of its own, which is watched from then on. */
    public void manage(Background component) {
        workers.add(component);
        environment.lifecycle().manage(component);
    }

    /** The threads of the background. */
    public Workers workers() {
        return workers;
    }
}
