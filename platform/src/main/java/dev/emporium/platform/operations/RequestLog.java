package dev.emporium.platform.operations;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.emporium.platform.Exchange;
import dev.emporium.platform.RequestContext;
import java.util.Map;
import java.util.function.BiConsumer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** Writes a line for every request of the application port. Not its path: an id in it may be what opens a cart. */
public final class RequestLog implements BiConsumer<Request, Response> {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(RequestLog.class);

    @Override
    public void accept(Request request, Response response) {
        if (Exchange.isAdmin(request) || !LOG.isInfoEnabled()) {
            return;
        }
        Exchange exchange = Exchange.of(request);
        int status = response.getStatus();
        // by itself: to give the thread the request's context, and to take it back, costs as much as the line
        LoggingEvent line =
                new LoggingEvent(RequestLog.class.getName(), LOG, Level.INFO, "Request answered", null, null);
        line.setMDCPropertyMap(Map.of(
                RequestContext.REQUEST_ID, exchange.requestId(), RequestContext.TRACEPARENT, exchange.traceparent()));
        line.addKeyValuePair(new KeyValuePair("event.action", "http-request"));
        line.addKeyValuePair(new KeyValuePair("event.outcome", status < 500 ? "success" : "failure"));
        line.addKeyValuePair(new KeyValuePair("event.duration", System.nanoTime() - request.getBeginNanoTime()));
        line.addKeyValuePair(new KeyValuePair("http.request.method", exchange.method()));
        line.addKeyValuePair(new KeyValuePair("http.route", exchange.route()));
        line.addKeyValuePair(new KeyValuePair("http.response.status_code", status));
        line.addKeyValuePair(new KeyValuePair("http.response.body.bytes", Response.getContentBytesWritten(response)));
        line.addKeyValuePair(new KeyValuePair("error.code", exchange.problemCode()));
        line.addKeyValuePair(new KeyValuePair("user.id", exchange.callerId()));
        LOG.callAppenders(line);
    }
}
