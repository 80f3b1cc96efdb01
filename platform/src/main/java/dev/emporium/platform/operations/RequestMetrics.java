package dev.emporium.platform.operations;

import dev.emporium.platform.Exchange;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** Times every request of the application port, by method, route template and status: labels with bounded values. */
public final class RequestMetrics implements BiConsumer<Request, Response> {
    /** Which of them a service answers with, be it at fault or unable. */
    private static final List<String> FAILURES = List.of("500", "503");

    private final Histogram durations;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    public RequestMetrics(PrometheusRegistry registry) {
        this.durations = Histogram.builder()
                .name("http_server_request_duration_seconds")
                .help("From the request's first byte to the end of its answer")
                .labelNames("method", "route", "status")
                .classicUpperBounds(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10)
                .classicOnly()
                .register(registry);
    }

    @Override
    public void accept(Request request, Response response) {
        if (Exchange.isAdmin(request)) {
            return;
        }
        Exchange exchange = Exchange.of(request);
        double seconds = (System.nanoTime() - request.getBeginNanoTime()) / (double) TimeUnit.SECONDS.toNanos(1);
        if (known.add(exchange.method() + " " + exchange.route())) {
            // else those that come between two scrapes would begin a series, and be no increase
            FAILURES.forEach(status -> durations.initLabelValues(exchange.method(), exchange.route(), status));
        }
        durations
                .labelValues(exchange.method(), exchange.route(), Integer.toString(response.getStatus()))
                .observe(seconds);
    }
}
