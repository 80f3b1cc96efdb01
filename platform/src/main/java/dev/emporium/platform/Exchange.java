package dev.emporium.platform;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;

/**
 * One request and its answer: what must be known of it wherever it is handled, on whichever thread. Attached to the
 * request.
 */
public final class Exchange {
    public static final String REQUEST_ID = "X-Request-Id";

    private static final String ATTRIBUTE = Exchange.class.getName();
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Pattern ACCEPTABLE_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    /** W3C Trace Context, section 3.2.2: a version above 00 may say more, of which no more than this is understood. */
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)([0-9a-f]{2})(-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2})(-.*)?");

    private final String method;
    private final String requestId;
    private final Span span;
    private final String traceparent;
    private volatile String client;
    private volatile String route = "unmatched";
    private volatile UUID callerId;
    private volatile String problemCode;

    private Exchange(String method, String requestId, String offered, boolean isTraced) {
        this.method = METHODS.contains(method) ? method : "other";
        this.requestId = requestId;
        String accepted = accepted(offered);
        this.span = isTraced ? Tracing.begin(this.method, SpanKind.SERVER, accepted) : Span.getInvalid();
        this.traceparent = Tracing.traceparent(span, accepted == null ? made() : accepted);
    }

    /** The exchange of a request; made from its headers the first time. */
    public static Exchange of(Request request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Exchange exchange) {
            return exchange;
        }
        Exchange exchange = new Exchange(
                request.getMethod(),
                requestId(request.getHeaders().get(REQUEST_ID)),
                request.getHeaders().get("traceparent"),
                // whoever scrapes and probes does so for nobody
                !isAdmin(request));
        request.setAttribute(ATTRIBUTE, exchange);
        return exchange;
    }

    /** Whether a request has come to the admin port. */
    public static boolean isAdmin(Request request) {
        return "admin".equals(request.getConnectionMetaData().getConnector().getName());
    }

    public static Exchange of(ContainerRequestContext request) {
        return (Exchange) request.getProperty(ATTRIBUTE);
    }

    /** The exchange of a request that has come to a resource. */
    public static Exchange of(HttpServletRequest request) {
        return (Exchange) request.getAttribute(ATTRIBUTE);
    }

    /** {@code other} when it is none that is usual: a client can make up any number of them. */
    public String method() {
        return method;
    }

    public String requestId() {
        return requestId;
    }

    public String traceparent() {
        return traceparent;
    }

    /** Of the trace that it belongs to. */
    public String traceId() {
        return Tracing.traceId(traceparent);
    }

    /** The address that the request comes from, as {@code TrustedProxies} decided; the one that all services go by. */
    public String client() {
        return client;
    }

    public void client(String address) {
        this.client = address;
    }

    /** The template of the path, {@code unmatched} as long as there is none. */
    public String route() {
        return route;
    }

    public void route(String template) {
        this.route = template;
    }

    /** Who sent the request, once that is verified; null before and for guests. */
    public UUID callerId() {
        return callerId;
    }

    public void callerId(UUID verified) {
        this.callerId = verified;
    }

    /** The code of the problem that the request is answered with; null when there is none. */
    public String problemCode() {
        return problemCode;
    }

    public void problemCode(String code) {
        this.problemCode = code;
    }

    /** The span of the request, to be ended by {@link #end}. */
    public Span span() {
        return span;
    }

    /** Says of the request what it was and what became of it: its route and never its path, which may be what opens a cart. */
    public void end(int status) {
        span.updateName(method + " " + route)
                .setAttribute("http.request.method", method)
                .setAttribute("http.route", route)
                .setAttribute("http.response.status_code", status)
                .setAttribute(Tracing.REQUEST_ID, requestId);
        if (problemCode != null) {
            span.setAttribute("error.type", problemCode);
        }
        if (status >= 500) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    static String requestId(String offered) {
        return offered != null && ACCEPTABLE_ID.matcher(offered).matches() ? offered : madeId();
    }

    /** That none is twice is all that is asked of it: nobody is kept from guessing one. */
    private static String madeId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long version = random.nextLong() & ~0xf000L | 0x4000L;
        long variant = random.nextLong() >>> 2 | Long.MIN_VALUE;
        return new UUID(version, variant).toString();
    }

    /** What is understood of an offered trace, null when that is nothing. */
    static String accepted(String offered) {
        if (offered == null) {
            return null;
        }
        Matcher matcher = TRACEPARENT.matcher(offered);
        return matcher.matches()
                        && (matcher.group(3) == null || !matcher.group(1).equals("00"))
                ? "00" + matcher.group(2)
                : null;
    }

    /** Of a trace that nobody records. */
    static String made() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        // the lowest bit set: all zeros would be invalid
        return "00-" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong() | 1) + "-"
                + hex.toHexDigits(random.nextLong() | 1) + "-00";
    }
}
