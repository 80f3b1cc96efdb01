package dev.emporium.platform.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.Exchange;
import dev.emporium.platform.RequestContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Problem documents for what ends before or beside JAX-RS: addresses that nobody serves, requests that are no HTTP. */
public final class ProblemErrorHandler extends ErrorHandler {
    /** The attribute of a request with which whoever refuses it says more than the status does. */
    public static final String DETAIL = ProblemErrorHandler.class.getName() + ".detail";

    private static final Logger LOG = LoggerFactory.getLogger(ProblemErrorHandler.class);

    private final ObjectMapper json;

    public ProblemErrorHandler(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request, Response response, int status, String message, Throwable cause, Callback callback) {
        Exchange exchange = Exchange.of(request);
        if (status >= 500 && isUnexpected(cause)) {
            RequestContext.with(exchange.requestId(), exchange.traceparent(), () -> LOG.atError()
                    .addKeyValue("event.action", "request-failed")
                    .addKeyValue("http.request.method", exchange.method())
                    .addKeyValue("http.route", exchange.route())
                    .addKeyValue("http.response.status_code", status)
                    .setCause(cause)
                    .log("The request ended in what nobody expected"));
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
        response.getHeaders().put(Exchange.REQUEST_ID, exchange.requestId());
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "private, no-store");
        if (cause instanceof HttpException) {
            // Jetty does end it after what it cannot read, and does not always say so
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
        }
        Refusal refusal = Refusal.of(status);
        exchange.problemCode(refusal.code());
        String detail = request.getAttribute(DETAIL) instanceof String more ? more : refusal.detail();
        byte[] body = body(refusal.code(), detail, status, request.getHttpURI().getPath(), exchange);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private static boolean isUnexpected(Throwable cause) {
        return cause != null
                && !(cause instanceof EofException)
                && !(cause instanceof QuietException)
                && !(cause instanceof HttpException);
    }

    private byte[] body(String code, String detail, int status, String instance, Exchange exchange) {
        try {
            return json.writeValueAsBytes(
                    Problem.of(status, code, detail, instance, exchange.requestId(), exchange.traceId(), List.of()));
        } catch (JsonProcessingException e) {
            return "{}".getBytes(StandardCharsets.UTF_8);
        }
    }
}
