package dev.emporium.platform.operations;

import dev.emporium.platform.web.UnusedConnections;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ready once the server is started; on the way out, first says so and goes on serving for the drain period. Only then
 * does the server close its ports, finish what is in flight and stop what it manages.
 */
public final class ServiceLifeCycle implements LifeCycle.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceLifeCycle.class);

    private final Readiness readiness;
    private final Duration drainPeriod;

    public ServiceLifeCycle(Readiness readiness, Duration drainPeriod) {
        this.readiness = readiness;
        this.drainPeriod = drainPeriod;
    }

    @Override
    public void lifeCycleStarted(LifeCycle server) {
        readiness.started();
        LOG.atInfo().addKeyValue("event.action", "service-started").log("Ready to serve");
    }

    @Override
    public void lifeCycleStopping(LifeCycle server) {
        readiness.draining();
        LOG.atInfo().addKeyValue("event.action", "service-draining").log("Draining for {}", drainPeriod);
        try {
            new CountDownLatch(1).await(drainPeriod.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        UnusedConnections.end((Server) server);
    }
}
