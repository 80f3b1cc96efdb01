package dev.emporium.platform.web;

import dev.emporium.platform.Exchange;
import dev.emporium.platform.RequestContext;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Gives the thread that serves a request the request's context. */
public final class RequestScope extends Handler.Wrapper {
    public RequestScope(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Exchange exchange = Exchange.of(request);
        RequestContext.Scope outer = RequestContext.open(exchange.requestId(), exchange.traceparent());
        try {
            return super.handle(request, response, callback);
        } finally {
            outer.close();
        }
    }
}
