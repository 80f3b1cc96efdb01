package dev.emporium.platform.operations;

import dev.emporium.platform.Exchange;
import dev.emporium.platform.RequestContext;
import java.util.function.BiConsumer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a line for every request of the application port. Not its path: an id in it may be what opens a cart. */
public final class RequestLog implements BiConsumer<Request, Response> {
    private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);

    @Override
    public void accept(Request request, Response response) {
        if (Exchange.isAdmin(request)) {
            return;
        }
        Exchange exchange = Exchange.of(request);
        int status = response.getStatus();
        RequestContext.with(exchange.requestId(), exchange.traceparent(), () -> LOG.atInfo()
                .addKeyValue("event.action", "http-request")
                .addKeyValue("event.outcome", status < 500 ? "success" : "failure")
                .addKeyValue("event.duration", System.nanoTime() - request.getBeginNanoTime())
                .addKeyValue("http.request.method", exchange.method())
                .addKeyValue("http.route", exchange.route())
                .addKeyValue("http.response.status_code", status)
                .addKeyValue("http.response.body.bytes", Response.getContentBytesWritten(response))
                .addKeyValue("error.code", exchange.problemCode())
                .addKeyValue("user.id", exchange.callerId())
                .log("Request answered"));
    }
}
