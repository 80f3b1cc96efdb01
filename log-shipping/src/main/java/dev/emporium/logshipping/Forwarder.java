package dev.emporium.logshipping;

import dev.emporium.platform.Backoff;
import dev.emporium.platform.Failures;
import dev.emporium.platform.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes chunks from the spool to Fluentd, in their order, one at a time, and removes each once it is acknowledged. What
 * it has to say of itself it says once when Fluentd goes, and once when it is back.
 */
final class Forwarder {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration CONNECT = Duration.ofSeconds(2);

    /**
     * Where to, and under which tag.
     *
     * @param patience with a chunk, until it is acknowledged
     */
    record Target(String host, int port, String tag, Duration patience) {}

    private final Spool spool;
    private final Target target;
    private final Worker worker = new Worker("log-forwarder", this::forward, () -> {});
    private final Backoff backoff = new Backoff();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong torn = new AtomicLong();
    private ForwardConnection connection;
    private boolean away;

    Forwarder(Spool spool, Target target) {
        this.spool = spool;
        this.target = target;
    }

    void start() {
        worker.start();
    }

    /** Sends what is left as long as Fluentd takes it; what it does not take stays in the spool. */
    boolean stop(long deadline) {
        return worker.end(Duration.ofNanos(deadline - System.nanoTime()));
    }

    Worker worker() {
        return worker;
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** Entries that were found half written, and lost. */
    long torn() {
        return torn.get();
    }

    /** Interrupted, it is out of patience: the rest is sent by the next process. */
    private void forward(Worker self) throws InterruptedException {
        boolean last = false;
        try {
            while (!last) {
                last = self.pause(PAUSE);
                last |= !deliverAll() && self.pause(backoff.afterFailure());
            }
        } finally {
            disconnect();
        }
    }

    /** Whether all that is there was delivered. */
    private boolean deliverAll() {
        for (Spool.Chunk chunk = spool.oldest(); chunk != null; chunk = spool.oldest()) {
            boolean kept = connection != null;
            try {
                deliver(chunk);
            } catch (IOException e) {
                disconnect();
                if (kept) {
                    // closed while nothing was said, as those in between like to do
                    continue;
                }
                if (!away) {
                    away = true;
                    Failures.brief(LOG.atWarn(), e).log("Fluentd takes no lines; they wait");
                }
                return false;
            }
            spool.remove(chunk);
            backoff.reset();
            if (away) {
                away = false;
                LOG.info("Fluentd takes lines again");
            }
        }
        return true;
    }

    private void deliver(Spool.Chunk chunk) throws IOException {
        byte[] entries = spool.read(chunk);
        ForwardMessage.Extent whole = ForwardMessage.extent(entries);
        if (whole.entries() > 0) {
            if (connection == null) {
                connection = ForwardConnection.open(target.host(), target.port(), CONNECT);
            }
            connection.send(
                    ForwardMessage.packed(target.tag(), chunk.id(), entries, whole), chunk.id(), target.patience());
            acknowledged.addAndGet(whole.entries());
        }
        if (whole.length() < entries.length) {
            torn.incrementAndGet();
        }
    }

    private void disconnect() {
        if (connection != null) {
            try {
                connection.close();
            } catch (IOException e) {
                // it is given up either way
            }
            connection = null;
        }
    }
}
