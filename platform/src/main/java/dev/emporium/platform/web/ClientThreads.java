package dev.emporium.platform.web;

import dev.emporium.platform.Exchange;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ThreadLimitHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Leaves threads and connections of the database for everybody else: of all that there are, one client's network has a part
 * at once. Whoever takes many answers slowly, or asks for much, waits behind themselves; what is beyond that waits without
 * a thread and is not refused. Not meant are the admin port, where machines ask for health whose addresses others may share, and
 * our own services, which ask for all of their callers.
 */
public final class ClientThreads extends ThreadLimitHandler {
    private final TrustedProxies proxies;

    /**
     * @param proxies whose own requests have no limit
     * @param threads that serve requests
     * @param connections that they share
     */
    public ClientThreads(Handler handler, TrustedProxies proxies, int threads, int connections) {
        super(handler, null, false);
        this.proxies = proxies;
        setThreadLimit(Math.max(1, Math.min(threads / 4, connections / 2)));
    }

    @Override
    public boolean onConditionsMet(Request request, Response response, Callback callback) throws Exception {
        // nothing moves on a connection whose request waits here, which Jetty would take for a failure of it
        request.addIdleTimeoutListener(idle -> false);
        return super.onConditionsMet(request, response, callback);
    }

    /** Who shares the threads; null for whoever has as many as there are. */
    @Override
    protected String getRemoteIP(Request request) {
        return Exchange.isAdmin(request) || proxies.isUntold(request)
                ? null
                : ClientNetwork.of(Exchange.of(request).client());
    }
}
