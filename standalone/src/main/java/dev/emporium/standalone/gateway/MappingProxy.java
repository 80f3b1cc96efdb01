package dev.emporium.standalone.gateway;

import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends each request to the service of the first Mapping that serves it, and streams the answer back. */
final class MappingProxy extends ProxyHandler.Reverse {

    private static final Logger LOG = LoggerFactory.getLogger(MappingProxy.class);
    private static final String MAPPING = MappingProxy.class.getName() + ".mapping";
    private static final String PATH = MappingProxy.class.getName() + ".path";
    private static final String RETRIED = MappingProxy.class.getName() + ".retried";
    private static final String LEFT = MappingProxy.class.getName() + ".left";
    private static final String GIVEN_UP = MappingProxy.class.getName() + ".given-up";
    private static final long IDLE_MS_WITHOUT_TIMEOUT = 300_000;

    private final List<Mapping> mappings;
    private final Function<Mapping.Upstream, String> addresses;
    private final Map<Integer, HttpClient> clients;
    private final IntSupplier percent;

    /**
     * @param mappings in the order in which they are asked
     * @param addresses the base URL, {@code http://host:port}, of a service
     * @param clients one for every connect time-out that the Mappings use, started by the caller
     * @param percent draws a number from 0 to 99 for each request, which decides whether it goes to a canary
     */
    MappingProxy(
            List<Mapping> mappings,
            Function<Mapping.Upstream, String> addresses,
            Map<Integer, HttpClient> clients,
            IntSupplier percent) {
        super(Request::getHttpURI);
        this.mappings = List.copyOf(mappings);
        this.addresses = addresses;
        this.clients = Map.copyOf(clients);
        this.percent = percent;
        setHttpClient(clients.values().iterator().next());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path =
                CanonicalPath.of(Objects.requireNonNullElse(request.getHttpURI().getPath(), ""));
        if (path == null) {
            new Problem(400, "bad_request", "The path has an escaped slash, or what should be escaped")
                    .write(request, response, callback);
            return true;
        }
        Mapping mapping = find(request, path);
        if (mapping == null) {
            new Problem(404, "route_not_found", "Nothing is served at this address").write(request, response, callback);
            return true;
        }
        request.setAttribute(MAPPING, mapping);
        request.setAttribute(PATH, path);
        return isPreflight(request, mapping)
                ? permit(request, response, callback)
                : super.handle(withoutExpect(request), response, callback);
    }

    private Mapping find(Request request, String path) {
        String host = Objects.requireNonNullElse(Request.getServerName(request), "");
        int draw = percent.getAsInt();
        for (Mapping mapping : mappings) {
            if (mapping.serves(request.getMethod(), host, path)) {
                if (mapping.weight() == null || draw < mapping.weight()) {
                    return mapping;
                }
                draw -= mapping.weight();
            }
        }
        return null;
    }

    /** As in Envoy, it is the gateway that tells a client to go on sending. */
    private static Request withoutExpect(Request request) {
        if (!request.getHeaders().contains(HttpHeader.EXPECT)) {
            return request;
        }
        HttpFields headers = HttpFields.build(request.getHeaders(), EnumSet.of(HttpHeader.EXPECT));
        return new Request.Wrapper(request) {
            @Override
            public HttpFields getHeaders() {
                return headers;
            }
        };
    }

    private static boolean isPreflight(Request request, Mapping mapping) {
        return HttpMethod.OPTIONS.is(request.getMethod())
                && request.getHeaders().contains(HttpHeader.ACCESS_CONTROL_REQUEST_METHOD)
                && allowedOrigin(request, mapping) != null;
    }

    private static boolean permit(Request request, Response response, Callback callback) {
        Mapping mapping = mapping(request);
        mapping.cors().permit(allowedOrigin(request, mapping), response.getHeaders());
        response.getHeaders().put(RequestId.HEADER, RequestId.of(request));
        response.setStatus(200);
        response.write(true, null, callback);
        return true;
    }

    private static Mapping mapping(Request request) {
        return (Mapping) request.getAttribute(MAPPING);
    }

    private static String allowedOrigin(Request request, Mapping mapping) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        return origin != null && mapping.cors() != null && mapping.cors().allows(origin) ? origin : null;
    }

    @Override
    protected org.eclipse.jetty.client.Request newProxyToServerRequest(Request request, HttpURI uri) {
        Mapping mapping = mapping(request);
        String query = uri.getQuery();
        String target = mapping.rewritten((String) request.getAttribute(PATH)) + (query == null ? "" : "?" + query);
        int timeout = mapping.timeoutMs();
        var onward = onward(clients.get(mapping.connectTimeoutMs()), addresses.apply(mapping.upstream()), target)
                .method(request.getMethod())
                .timeout(timeout, TimeUnit.MILLISECONDS)
                // the whole request has its limit; a pause within it is nobody's fault
                .idleTimeout(timeout == 0 ? IDLE_MS_WITHOUT_TIMEOUT : timeout + 1000L, TimeUnit.MILLISECONDS);
        request.addFailureListener(failure -> {
            clientLeft(request);
            onward.abort(failure);
        });
        return onward;
    }

    /** A body that is not read on because the service is gone fails as well, and then the client is still there. */
    private static void clientLeft(Request request) {
        if (request.getAttribute(GIVEN_UP) == null) {
            request.setAttribute(LEFT, true);
        }
    }

    /** Java's URI keeps every legal path as it is; what it calls illegal goes on as it came, for the service to judge. */
    private static org.eclipse.jetty.client.Request onward(HttpClient client, String base, String target) {
        URI uri;
        try {
            uri = URI.create(base + target);
        } catch (IllegalArgumentException e) {
            return client.newRequest(base).path(target);
        }
        return client.newRequest(uri);
    }

    @Override
    protected org.eclipse.jetty.client.Request.Content newProxyToServerRequestContent(
            Request request, Response response, org.eclipse.jetty.client.Request onward) {
        return new ProxyRequestContent(request) {
            @Override
            public Content.Chunk read() {
                Content.Chunk chunk = super.read();
                if (Content.Chunk.isFailure(chunk)) {
                    clientLeft(request);
                }
                return chunk;
            }

            @Override
            public void fail(Throwable failure) {
                request.setAttribute(GIVEN_UP, true);
                super.fail(failure);
            }
        };
    }

    @Override
    protected void addProxyHeaders(Request request, org.eclipse.jetty.client.Request onward) {
        String earlier = String.join(", ", request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR));
        String address = Request.getRemoteAddr(request);
        onward.headers(headers -> {
            headers.put(HttpHeader.X_FORWARDED_FOR, earlier.isEmpty() ? address : earlier + ", " + address);
            headers.put(HttpHeader.X_FORWARDED_PROTO, request.isSecure() ? "https" : "http");
            headers.put(RequestId.HEADER, RequestId.of(request));
        });
    }

    @Override
    protected org.eclipse.jetty.client.Response.CompleteListener newServerToProxyResponseListener(
            Request request, org.eclipse.jetty.client.Request onward, Response response, Callback callback) {
        return new ProxyResponseListener(request, onward, response, callback) {
            @Override
            public void onHeaders(org.eclipse.jetty.client.Response answer) {
                super.onHeaders(answer);
                answer.getHeaders().getValuesList(HttpHeader.CONNECTION).forEach(name -> response.getHeaders()
                        .remove(name));
                finish(request, response.getHeaders());
                if (hasBody(request) && answer.getHeaders().contains(HttpHeader.CONNECTION, "close")) {
                    // answered before the body was read: what is left of it cannot be told from a next request
                    response.getHeaders().put(HttpHeader.CONNECTION, "close");
                }
            }
        };
    }

    /** What every answer carries, whoever gave it. */
    private static void finish(Request request, HttpFields.Mutable answer) {
        Mapping mapping = mapping(request);
        answer.put(RequestId.HEADER, RequestId.of(request));
        String origin = allowedOrigin(request, mapping);
        if (origin != null) {
            mapping.cors().describe(origin, answer);
        }
    }

    @Override
    protected void onServerToProxyResponseFailure(
            Request request,
            org.eclipse.jetty.client.Request onward,
            org.eclipse.jetty.client.Response answer,
            Response response,
            Callback callback,
            Throwable failure) {
        if (response.isCommitted() || request.getAttribute(LEFT) != null) {
            // too late for an answer: the connection is closed, and as a matter of course
            callback.failed(new EofException(failure));
            return;
        }
        response.reset();
        if (mayRetry(request, failure)) {
            request.setAttribute(RETRIED, true);
            super.handle(request, response, callback);
            return;
        }
        String name = mapping(request).upstream().host();
        LOG.warn(
                "request_id={} {} to {} failed: {}",
                RequestId.of(request),
                request.getMethod(),
                name,
                failure.toString());
        finish(request, response.getHeaders());
        problem(name, failure).write(request, response, callback);
    }

    /**
     * A service that was restarted has closed connections that the gateway still held for good. Asking again is safe
     * when asking changes nothing.
     */
    private static boolean mayRetry(Request request, Throwable failure) {
        boolean safe = HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
        return safe && !hasBody(request) && failure instanceof IOException && request.getAttribute(RETRIED) == null;
    }

    private static boolean hasBody(Request request) {
        return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    private static Problem problem(String name, Throwable failure) {
        return failure instanceof TimeoutException
                ? new Problem(504, "upstream_timeout", name + " did not answer in time")
                : new Problem(503, "upstream_unavailable", name + " cannot be reached at the moment");
    }
}
