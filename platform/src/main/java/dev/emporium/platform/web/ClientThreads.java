package dev.emporium.platform.web;

import dev.emporium.platform.Exchange;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ThreadLimitHandler;

/**
 * Leaves threads and connections of the database for everybody else: of all that there are, one client's network has a part
 * at once. Whoever takes many answers slowly, or asks for much, waits behind themselves; what is beyond that waits without
 * a thread and is not refused. The admin port is not meant: health is asked for by machines whose addresses others may share.
 */
public final class ClientThreads extends ThreadLimitHandler {
    /**
     * @param threads that serve requests
     * @param connections that they share
     */
    public ClientThreads(Handler handler, int threads, int connections) {
        super(handler, null, false);
        setThreadLimit(Math.max(1, Math.min(threads / 4, connections / 2)));
    }

    /** Who shares the threads; null for whoever has as many as there are. */
    @Override
    protected String getRemoteIP(Request request) {
        return AdminDoor.isAdmin(request)
                ? null
                : ClientNetwork.of(Exchange.of(request).client());
    }
}
