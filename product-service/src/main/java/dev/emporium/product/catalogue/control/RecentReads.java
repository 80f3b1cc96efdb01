package dev.emporium.product.catalogue.control;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.emporium.platform.Background;
import dev.emporium.platform.Worker;
import dev.emporium.product.search.control.Reads;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Optional;
import org.apache.tomcat.jdbc.pool.PoolExhaustedException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Reads of what may be a second old, at a replica of the database where there is one. The database is asked again and again how
 * far its log is; a replica that has replayed it that far shows all that was committed before it was asked. One that has
 * not, that is away, or that gives up a read for what it replays, is passed by: then the database is read. So it is after each
 * change that this process itself has made, until the database has been asked anew. One thread asks; thread safe.
 */
public final class RecentReads implements Background {
    private static final Duration LOOK = Duration.ofMillis(400);

    /**
     * Where the log goes on of a page that has nothing in it yet is behind its head, of 24 or 40 bytes, and a replica that has
     * all is before it. What ends there otherwise is the rest of a record that has begun on the page before: who lacks it is behind there.
     */
    static final String POSITION =
            """
            select cast(position - case when head <= 40 then head else 0 end as text)
            from pg_current_wal_insert_lsn() as position,
                mod(position - '0/0', cast(current_setting('wal_block_size') as integer)) as head
            """;

    /** One that has become a primary keeps the position up to which it was a replica, and goes on with a log of its own. */
    private static final String HAS =
            "select pg_is_in_recovery() and pg_last_wal_replay_lsn() >= cast(:position as pg_lsn)";

    private final Jdbi database;
    private final Optional<Jdbi> replica;
    private final Ticker clock;
    private final LastChange change;
    private final Counter reads;
    private final Worker worker = Worker.every("replica", LOOK, LOOK, this::look);
    /** Null while the replica is not to be read. */
    private volatile Known known;

    /** @param position of the log, of what was committed before it was asked for */
    private record Known(String position, long askedAt) {}

    /** Without a replica there is nothing to ask, and it is not to be started. */
    public RecentReads(Jdbi database, Optional<Jdbi> replica, PrometheusRegistry metrics) {
        this(database, replica, metrics, Ticker.systemTicker());
    }

    RecentReads(Jdbi database, Optional<Jdbi> replica, PrometheusRegistry metrics, Ticker clock) {
        this.database = database;
        this.replica = replica;
        this.clock = clock;
        this.change = new LastChange(clock);
        this.reads = Counter.builder()
                .name("recent_reads_total")
                .help("Reads that may be a second old, by the server that was read")
                .labelNames("server")
                .register(metrics);
        reads.initLabelValues("primary");
    }

    @Override
    public Worker worker() {
        return worker;
    }

    /** How things are now. */
    <T> T now(HandleCallback<T, RuntimeException> work) {
        return database.withHandle(work);
    }

    /** The moment of the clock from which on things are as they are read next; a second ago at most. */
    long moment() {
        Known last = known;
        return isRecent(last) ? last.askedAt : clock.read();
    }

    /** Reads how things were at that moment, or later. */
    Reads since(long moment) {
        return new Reads() {
            @Override
            public <T> T in(HandleCallback<T, RuntimeException> work) {
                Known last = known;
                Optional<T> read =
                        isRecent(last) && last.askedAt - moment >= 0 ? atReplica(last, work) : Optional.empty();
                reads.labelValues(read.isPresent() ? "replica" : "primary").inc();
                return read.orElseGet(() -> database.inTransaction(work));
            }
        };
    }

    private boolean isRecent(Known last) {
        return last != null && clock.read() - last.askedAt < Showcase.TRUST.toNanos() && change.isBefore(last.askedAt);
    }

    private <T> Optional<T> atReplica(Known last, HandleCallback<T, RuntimeException> work) {
        try {
            return replica.get()
                    .inTransaction(transaction -> isRecent(last) && has(transaction, last.position)
                            ? Optional.of(work.withHandle(transaction))
                            : Optional.empty());
        } catch (JdbiException e) {
            // whatever it is, the database says so too, or answers; where there is no room only, others may find some
            if (!hasNoRoom(e)) {
                known = null;
            }
            return Optional.empty();
        }
    }

    private static boolean hasNoRoom(JdbiException failure) {
        return failure.getCause() instanceof PoolExhaustedException;
    }

    private static boolean has(Handle replica, String position) {
        return replica.createQuery(HAS)
                .bind("position", position)
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    /** Asks how far the database is, and whether the replica answers. */
    void look() {
        Known next = database.withHandle(handle -> {
            // once there is a connection: it may have been waited for
            long asked = clock.read();
            return new Known(handle.createQuery(POSITION).mapTo(String.class).one(), asked);
        });
        try {
            replica.orElseThrow().useHandle(handle -> has(handle, next.position));
        } catch (JdbiException e) {
            if (known == null || !hasNoRoom(e)) {
                throw e;
            }
        }
        known = next;
    }

    /** To be called once a change is committed: whoever asks from then on is shown it. */
    public void forget() {
        change.isNow();
    }
}
