package dev.emporium.platform.web;

import dev.emporium.platform.Exchange;
import io.opentelemetry.context.Scope;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The first and the last to see a request, but for {@link ReadyFirst}: gives it its ids, refuses an encoded body (which nobody here decodes, so
 * that nothing small unpacks to something huge) and a path with parameters (which gateways and routers see differently),
 * and reports the completed exchange.
 */
public final class ExchangeHandler extends Handler.Wrapper {
    /** A semicolon, which begins parameters: routers differ in what they make of it, and of one written out. */
    private static final Pattern ENCODED = Pattern.compile("%3[bB]");

    private static final HttpField NO_SNIFFING = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");

    private static final List<HttpHeader> CONDITIONS = List.of(HttpHeader.IF_NONE_MATCH, HttpHeader.IF_MODIFIED_SINCE);

    private static final List<HttpHeader> LISTS = List.of(HttpHeader.IF_MATCH, HttpHeader.IF_NONE_MATCH);

    private final TrustedProxies proxies;
    private final BiConsumer<Request, Response> completed;
    private final BooleanSupplier leaving;

    /**
     * @param proxies whose word is taken on where a request comes from
     * @param completed told the request and its answer
     * @param leaving whether clients are to open their next connection elsewhere
     */
    public ExchangeHandler(
            Handler handler, TrustedProxies proxies, BiConsumer<Request, Response> completed, BooleanSupplier leaving) {
        super(handler);
        this.proxies = proxies;
        this.completed = completed;
        this.leaving = leaving;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Exchange exchange = Exchange.of(request);
        exchange.client(proxies.client(request));
        response.getHeaders().put(Exchange.REQUEST_ID, exchange.requestId());
        response.getHeaders().put(NO_SNIFFING);
        if (leaving.getAsBoolean()) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        Request.addCompletionListener(request, failure -> complete(request, response));
        if (CONDITIONS.stream().anyMatch(request.getHeaders()::contains)) {
            request.addHttpStreamWrapper(stream -> new WithoutLength(stream, response));
        }
        if (request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
            Response.writeError(request, response, callback, HttpStatus.UNSUPPORTED_MEDIA_TYPE_415);
            return true;
        }
        if (isOddlyCoded(request) || hasParameters(request.getHttpURI().getPath())) {
            Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400);
            return true;
        }
        return super.handle(joined(request), response, callback);
    }

    private static boolean hasParameters(String path) {
        return path.indexOf(';') >= 0
                || path.indexOf('%') >= 0 && ENCODED.matcher(path).find();
    }

    /** Jetty undoes chunks, and leaves what the body is encoded in besides. */
    private static boolean isOddlyCoded(Request request) {
        if (!request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
            return false;
        }
        List<String> codings = request.getHeaders().getValuesList(HttpHeader.TRANSFER_ENCODING);
        return !codings.isEmpty()
                && (codings.size() > 1
                        || !"chunked".equalsIgnoreCase(codings.get(0).strip()));
    }

    /** Tags in several lines are one list of them (RFC 9110, section 5.3), and who asks for the header sees the first line. */
    private static Request joined(Request request) {
        HttpFields sent = request.getHeaders();
        if (LISTS.stream()
                .noneMatch(
                        list -> sent.contains(list) && sent.getValuesList(list).size() > 1)) {
            return request;
        }
        HttpFields.Mutable joined = HttpFields.build(sent);
        LISTS.stream()
                .filter(sent::contains)
                .forEach(list -> joined.put(list, String.join(", ", sent.getValuesList(list))));
        HttpFields headers = joined.asImmutable();
        return new Request.Wrapper(request) {
            @Override
            public HttpFields getHeaders() {
                return headers;
            }
        };
    }

    /** In the request's trace, so that what is measured can name it. */
    private void complete(Request request, Response response) {
        Exchange exchange = Exchange.of(request);
        Scope trace = exchange.span().makeCurrent();
        try {
            completed.accept(request, response);
        } finally {
            trace.close();
            exchange.end(response.getStatus());
        }
    }

    /** Jetty says of an answer 304 that its length is 0; it would be that of what is not sent (RFC 9110, section 8.6). */
    private static final class WithoutLength extends HttpStream.Wrapper {
        private final Response response;

        WithoutLength(HttpStream stream, Response response) {
            super(stream);
            this.response = response;
        }

        @Override
        public void prepareResponse(HttpFields.Mutable headers) {
            if (response.getStatus() == HttpStatus.NOT_MODIFIED_304) {
                headers.remove(HttpHeader.CONTENT_LENGTH);
            }
            super.prepareResponse(headers);
        }
    }
}
