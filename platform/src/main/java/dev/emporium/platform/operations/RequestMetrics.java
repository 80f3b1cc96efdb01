package dev.emporium.platform.operations;

import dev.emporium.platform.Exchange;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** Times every request of the application port, by method, route template and status: labels with bounded values. */
public final class RequestMetrics implements BiConsumer<Request, Response> {
    private final Histogram durations;

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
        durations
                .labelValues(exchange.method(), exchange.route(), Integer.toString(response.getStatus()))
                .observe(seconds);
    }
}
