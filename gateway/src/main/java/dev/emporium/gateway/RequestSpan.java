package dev.emporium.gateway;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * The gateway's part in a trace, from a request's coming to the end of its answer, as Envoy records it in the cluster: never its
 * path, which may be what opens a cart. Nothing is recorded unless OpenTelemetry's agent is in the process; the trace that a
 * client names goes on either way.
 */
final class RequestSpan {

    private static final String SPAN = RequestSpan.class.getName();
    private static final TextMapPropagator HEADERS = W3CTraceContextPropagator.getInstance();
    /** Those of a client can be any number. */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private RequestSpan() {}

    /** Begins it, and ends it with the answer. */
    static void begin(Request request, Response response) {
        String method = method(request);
        Span span = GlobalOpenTelemetry.getTracer("dev.emporium.gateway")
                .spanBuilder(method)
                .setSpanKind(SpanKind.SERVER)
                .setParent(HEADERS.extract(Context.root(), request.getHeaders(), HttpFields::get))
                .setAttribute("http.request.method", method)
                .setAttribute("emporium.request_id", RequestId.of(request))
                .startSpan();
        request.setAttribute(SPAN, span);
        Request.addCompletionListener(request, failure -> end(span, response.getStatus()));
    }

    private static void end(Span span, int status) {
        span.setAttribute("http.response.status_code", status);
        if (status >= 500) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    /** It goes there. */
    static void to(Request request, Mapping mapping) {
        of(request).updateName(method(request) + " to " + mapping.upstream().host());
    }

    /** Whoever it goes to goes on in the same trace. */
    static void carry(Request request, HttpFields.Mutable headers) {
        HEADERS.inject(Context.root().with(of(request)), headers, HttpFields.Mutable::put);
    }

    private static String method(Request request) {
        return METHODS.contains(request.getMethod()) ? request.getMethod() : "other";
    }

    private static Span of(Request request) {
        return (Span) request.getAttribute(SPAN);
    }
}
