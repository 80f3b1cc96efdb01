package dev.emporium.gateway;

import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.HttpStream;
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
    private static final String BODY = MappingProxy.class.getName() + ".body";

    private final List<Mapping> mappings;
    private final Function<Mapping.Upstream, URI> addresses;
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
            Function<Mapping.Upstream, URI> addresses,
            Map<Integer, HttpClient> clients,
            IntSupplier percent) {
        super(Request::getHttpURI);
        this.mappings = List.copyOf(mappings);
        this.addresses = addresses;
        this.clients = Map.copyOf(clients);
        this.percent = percent;
        setHttpClient(clients.values().iterator().next());
    }

    /** Nothing here waits, so whoever has read a request sends it on itself. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        RequestSpan.begin(request, response);
        String path =
                CanonicalPath.of(Objects.requireNonNullElse(request.getHttpURI().getPath(), ""));
        if (path == null || isOddlyFramed(request)) {
            new Problem(
                            400,
                            "bad_request",
                            "The path has parameters, an escaped slash or what should be escaped, or the body"
                                    + " is encoded in a way that is not understood")
                    .write(request, response, callback);
            return true;
        }
        Mapping mapping = find(request, path);
        if (mapping == null) {
            new Problem(404, "route_not_found", "Nothing is served at this address").write(request, response, callback);
            return true;
        }
        request.setAttribute(MAPPING, mapping);
        RequestSpan.to(request, mapping);
        request.setAttribute(PATH, path);
        if (isPreflight(request, mapping)) {
            return permit(request, response, callback);
        }
        if (!Body.isIn(request)) {
            return sendOn(request, response, callback);
        }
        CompletableFuture<byte[]> whole = Body.read(request, mapping.idleTimeoutMs());
        BiConsumer<byte[], Throwable> then = (body, failure) -> handle(request, body, failure, response, callback);
        if (whole.isDone()) {
            whole.whenComplete(then);
        } else {
            whole.whenCompleteAsync(then, request.getComponents().getExecutor());
        }
        return true;
    }

    private void handle(Request request, byte[] body, Throwable failure, Response response, Callback callback) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof Body.Refused refused) {
            // what may still come of the body cannot be told from a next request
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            finish(request, response.getHeaders());
            refused.problem().write(request, response, callback);
        } else if (cause != null) {
            Answers.left(request);
            callback.failed(new EofException(cause));
        } else {
            request.setAttribute(BODY, body);
            sendOn(request, response, callback);
        }
    }

    private boolean sendOn(Request request, Response response, Callback callback) {
        Answers.of(request, mapping(request).upstream().host());
        return super.handle(withoutExpect(request), response, callback);
    }

    /**
     * What the length of a body of HTTP/1.0 in chunks is, two servers may read in two ways; and whatever else than chunks it is
     * encoded in, Jetty leaves in the body, and the service is not told.
     */
    private static boolean isOddlyFramed(Request request) {
        List<String> codings = request.getHeaders().getValuesList(HttpHeader.TRANSFER_ENCODING);
        return !codings.isEmpty()
                && (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_0
                        || codings.size() > 1
                        || !"chunked".equalsIgnoreCase(codings.get(0).strip()));
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
        finish(request, response.getHeaders());
        mapping.cors().permit(response.getHeaders());
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
        var onward = new VerbatimRequest(
                        clients.get(mapping.connectTimeoutMs()),
                        addresses.apply(mapping.upstream()),
                        request.getMethod(),
                        mapping.rewritten((String) request.getAttribute(PATH)),
                        uri.getQuery())
                .timeout(mapping.timeoutMs(), TimeUnit.MILLISECONDS)
                // before that of the client's connection, which would be taken for the client's
                .idleTimeout(mapping.idleTimeoutMs(), TimeUnit.MILLISECONDS);
        request.addFailureListener(failure -> {
            Answers.left(request);
            onward.abort(failure);
        });
        return onward;
    }

    @Override
    protected org.eclipse.jetty.client.Request.Content newProxyToServerRequestContent(
            Request request, Response response, org.eclipse.jetty.client.Request onward) {
        return new BytesRequestContent(
                request.getHeaders().get(HttpHeader.CONTENT_TYPE), (byte[]) request.getAttribute(BODY));
    }

    @Override
    protected void addProxyHeaders(Request request, org.eclipse.jetty.client.Request onward) {
        String earlier = String.join(", ", request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR));
        String address = Request.getRemoteAddr(request);
        onward.headers(headers -> {
            headers.put(HttpHeader.X_FORWARDED_FOR, earlier.isEmpty() ? address : earlier + ", " + address);
            headers.put(HttpHeader.X_FORWARDED_PROTO, request.isSecure() ? "https" : "http");
            headers.put(RequestId.HEADER, RequestId.of(request));
            RequestSpan.carry(request, headers);
        });
    }

    @Override
    protected org.eclipse.jetty.client.Response.CompleteListener newServerToProxyResponseListener(
            Request request, org.eclipse.jetty.client.Request onward, Response response, Callback callback) {
        return new ProxyResponseListener(request, onward, response, callback) {
            @Override
            public void onHeaders(org.eclipse.jetty.client.Response answer) {
                super.onHeaders(answer);
                answer.getHeaders().getCSV(HttpHeader.CONNECTION, false).forEach(name -> response.getHeaders()
                        .remove(name));
                finish(request, response.getHeaders());
                if (answer.getStatus() == HttpStatus.NOT_MODIFIED_304) {
                    request.addHttpStreamWrapper(WithoutLength::new);
                }
            }
        };
    }

    /** What every answer carries, whoever gave it. */
    private static void finish(Request request, HttpFields.Mutable answer) {
        Mapping mapping = mapping(request);
        answer.put(RequestId.HEADER, RequestId.of(request));
        if (mapping.cors() != null) {
            Cors.vary(answer);
        }
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
        if (response.isCommitted() || Answers.isLeft(request)) {
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
        return safe && !Body.isIn(request) && failure instanceof IOException && request.getAttribute(RETRIED) == null;
    }

    /** Jetty says of an answer 304 that its length is 0; it would be that of what is not sent (RFC 9110, section 8.6). */
    private static final class WithoutLength extends HttpStream.Wrapper {
        WithoutLength(HttpStream stream) {
            super(stream);
        }

        @Override
        public void prepareResponse(HttpFields.Mutable headers) {
            headers.remove(HttpHeader.CONTENT_LENGTH);
            super.prepareResponse(headers);
        }
    }

    private static Problem problem(String name, Throwable failure) {
        return failure instanceof TimeoutException
                ? new Problem(504, "upstream_timeout", name + " did not answer in time")
                : new Problem(503, "upstream_unavailable", name + " cannot be reached at the moment");
    }
}
