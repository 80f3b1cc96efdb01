package dev.emporium.platform.web;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Ends the connections on which nothing is under way while a server stops, which it would wait for otherwise. Jetty's own
 * way is to have a second's patience with every connection from then on: whoever is slow is cut off, and of what took
 * longer and is answered in that moment the server never learns that it has ended.
 */
public final class UnusedConnections {
    /** What is just being sent may still come. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration LOOK = Duration.ofMillis(50);

    private UnusedConnections() {}

    /** To be called when the server is about to stop; a thread looks for them until it has. */
    public static void end(Server server) {
        for (Connector connector : server.getConnectors()) {
            ((AbstractConnector) connector).setShutdownIdleTimeout(-1);
        }
        Thread thread = new Thread(
                () -> {
                    while (server.isStopping()) {
                        Arrays.stream(server.getConnectors())
                                .flatMap(connector -> connector.getConnectedEndPoints().stream())
                                .filter(UnusedConnections::isUnused)
                                .forEach(each -> each.setIdleTimeout(PATIENCE.toMillis()));
                        LockSupport.parkNanos(LOOK.toNanos());
                    }
                },
                "unused-connections");
        thread.setDaemon(true);
        thread.start();
    }

    private static boolean isUnused(EndPoint client) {
        return client.getConnection() instanceof HttpConnection http
                && http.getHttpChannel().getRequest() == null;
    }
}
