package dev.emporium.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * How many requests were answered how, whoever answered, by the names and labels that Envoy has for it, so that one rule fits
 * all gateways. Of a service they are those that were sent on to it, or were to be. Safe for use by several threads.
 */
final class Answers implements RequestLog {

    private static final String OF_ALL = "envoy_http_downstream_rq_xx";
    private static final String OF_A_SERVICE = "envoy_cluster_upstream_rq_xx";
    private static final String SERVICE = Answers.class.getName() + ".service";
    private static final String LEFT = Answers.class.getName() + ".left";

    private record Series(String name, int first, String label, String value) {
        static Series ofAll(int first) {
            return new Series(OF_ALL, first, "envoy_http_conn_manager_prefix", "gateway");
        }

        static Series of(String service, int first) {
            return new Series(OF_A_SERVICE, first, "envoy_cluster_name", service);
        }

        String line(LongAdder count) {
            return name + "{envoy_response_code_class=\"" + first + "\"," + label + "=\"" + value + "\"} " + count
                    + "\n";
        }
    }

    private final Map<Series, LongAdder> counts = new ConcurrentHashMap<>();

    /** All series begin at 0: what came between two scrapes would begin one, and be no increase. */
    Answers(Stream<String> services) {
        IntStream.rangeClosed(1, 5).forEach(first -> count(Series.ofAll(first)));
        services.forEach(service -> IntStream.rangeClosed(1, 5).forEach(first -> count(Series.of(service, first))));
    }

    /** Whatever becomes of the request now is the service's answer to its client. */
    static void of(Request request, String service) {
        request.setAttribute(SERVICE, service);
    }

    /** Nobody is there any more who could be answered. */
    static void left(Request request) {
        request.setAttribute(LEFT, true);
    }

    static boolean isLeft(Request request) {
        return request.getAttribute(LEFT) != null;
    }

    @Override
    public void log(Request request, Response response) {
        if (isLeft(request)) {
            return;
        }
        int first = response.getStatus() / 100;
        count(Series.ofAll(first)).increment();
        if (request.getAttribute(SERVICE) instanceof String service) {
            count(Series.of(service, first)).increment();
        }
    }

    private LongAdder count(Series series) {
        return counts.computeIfAbsent(series, fresh -> new LongAdder());
    }

    /** As Prometheus reads it. */
    private String text() {
        return counts.entrySet().stream()
                .collect(Collectors.groupingBy(count -> count.getKey().name()))
                .entrySet()
                .stream()
                .map(metric -> "# TYPE " + metric.getKey() + " counter\n"
                        + metric.getValue().stream()
                                .map(count -> count.getKey().line(count.getValue()))
                                .collect(Collectors.joining()))
                .collect(Collectors.joining());
    }

    /** Shows them at {@code /metrics}, which is for a port that is no client's. */
    Handler page() {
        return new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                if (!request.getHttpURI().getPath().equals("/metrics")) {
                    return false;
                }
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
                response.write(true, ByteBuffer.wrap(text().getBytes(StandardCharsets.UTF_8)), callback);
                return true;
            }
        };
    }
}
