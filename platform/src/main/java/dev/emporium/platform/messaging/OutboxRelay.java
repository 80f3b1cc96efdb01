package dev.emporium.platform.messaging;

import dev.emporium.platform.Backoff;
import dev.emporium.platform.logging.Failures;
import io.dropwizard.lifecycle.Managed;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is in the outbox to Kafka, in order per key, and deletes what Kafka has acknowledged: at least once.
 *
 * <p>Of all replicas of a service one relays: the one whose session holds an advisory lock. When it dies its session
 * ends, and another takes over within {@link #STANDBY_WAIT}. {@link #wake} is called after each commit of this process;
 * for the commits of other replicas the relay looks every {@link #CROWDED_WAIT} while there are any. It reads and
 * deletes through the session that holds the lock, so one that has lost the lock can do neither.
 */
public final class OutboxRelay implements Managed {
    private static final Logger LOGGER = LoggerFactory.getLogger(OutboxRelay.class);
    private static final int BATCH = 500;
    private static final Duration ALONE_WAIT = Duration.ofSeconds(1);
    private static final Duration CROWDED_WAIT = Duration.ofMillis(8);
    private static final Duration STANDBY_WAIT = Duration.ofSeconds(1);
    /** Advisory locks are per database, and a service has one of its own: two fixed numbers are enough. */
    private static final int LEADER = 1;

    private static final int PRESENT = 2;

    private final DataSource database;
    private final Supplier<Producer<String, String>> producers;
    private final Semaphore work = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "outbox-relay");
    private final Backoff backoff = new Backoff();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private Producer<String, String> producer;
    private boolean crowded;
    private long crowdedLookedAt;

    OutboxRelay(DataSource database, Supplier<Producer<String, String>> producers) {
        this.database = database;
        this.producers = producers;
    }

    public OutboxRelay(DataSource database, String bootstrapServers) {
        this(database, () -> KafkaClients.producer(bootstrapServers));
    }

    @Override
    public void start() {
        thread.start();
    }

    /** Sends what is there, if Kafka takes it at once, and stops; what is left is sent by the next one to start. */
    @Override
    public void stop() throws InterruptedException {
        stopping.countDown();
        wake();
        thread.join(TimeUnit.SECONDS.toMillis(15));
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }

    /** Says that there may be something to send. Cheap, thread safe, never blocks. */
    public void wake() {
        work.release();
    }

    private void run() {
        while (running()) {
            try {
                attempt();
            } catch (InterruptedException e) {
                stopping.countDown();
            }
        }
    }

    private void attempt() throws InterruptedException {
        try (Connection session = database.getConnection()) {
            session.setAutoCommit(true);
            relay(session);
        } catch (SQLException | KafkaException e) {
            Failures.brief(LOGGER.atWarn(), e).log("The outbox waits");
            if (stopping.await(backoff.afterFailure().toMillis(), TimeUnit.MILLISECONDS)) {
                LOGGER.info("The outbox is left for the next start");
            }
        }
    }

    private boolean running() {
        return stopping.getCount() > 0;
    }

    private void relay(Connection session) throws SQLException, InterruptedException {
        try {
            query(session, "select pg_advisory_lock_shared(" + PRESENT + ")");
            while (running() && !is(session, "select pg_try_advisory_lock(" + LEADER + ")")) {
                await(STANDBY_WAIT);
            }
            while (running()) {
                if (publish(session) == 0) {
                    await(isCrowded(session) ? CROWDED_WAIT : ALONE_WAIT);
                }
                backoff.reset();
            }
            publish(session);
        } finally {
            if (!session.isClosed()) {
                query(session, "select pg_advisory_unlock_all()");
            }
        }
    }

    /** Sends one batch; returns how many messages it found, and throws when not all of them could be sent. */
    private int publish(Connection session) throws SQLException, InterruptedException {
        List<Row> rows = oldest(session);
        if (rows.isEmpty()) {
            return 0;
        }
        if (producer == null) {
            producer = producers.get();
        }
        List<Future<?>> sent = send(rows);
        List<Long> delivered = new ArrayList<>(rows.size());
        Set<String> held = new HashSet<>();
        KafkaException failure = null;
        for (int i = 0; i < sent.size(); i++) {
            Row row = rows.get(i);
            try {
                sent.get(i).get();
                if (!held.contains(row.key)) {
                    delivered.add(row.position);
                }
            } catch (ExecutionException e) {
                // what follows under the same key is sent again after it
                held.add(row.key);
                failure = new KafkaException(e.getCause().getMessage(), e.getCause());
            }
        }
        delete(session, delivered);
        if (failure != null) {
            throw failure;
        }
        return sent.size();
    }

    /** Stops after the first call that blocked: without a broker each one would, for as long as the first. */
    private List<Future<?>> send(List<Row> rows) {
        List<Future<?>> sent = new ArrayList<>(rows.size());
        for (Row row : rows) {
            long start = System.nanoTime();
            sent.add(producer.send(new ProducerRecord<>(row.topic, row.key, row.message)));
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(1)) {
                break;
            }
        }
        return sent;
    }

    private record Row(long position, String topic, String key, String message) {}

    private static List<Row> oldest(Connection session) throws SQLException {
        String sql = "select position, topic, key, message from outbox order by position limit " + BATCH;
        try (PreparedStatement select = session.prepareStatement(sql);
                ResultSet found = select.executeQuery()) {
            List<Row> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(new Row(found.getLong(1), found.getString(2), found.getString(3), found.getString(4)));
            }
            return rows;
        }
    }

    private static void delete(Connection session, List<Long> positions) throws SQLException {
        if (positions.isEmpty()) {
            return;
        }
        try (PreparedStatement delete = session.prepareStatement("delete from outbox where position = any(?)")) {
            Array array = session.createArrayOf("bigint", positions.toArray());
            delete.setArray(1, array);
            delete.executeUpdate();
        }
    }

    private boolean isCrowded(Connection session) throws SQLException {
        long now = System.nanoTime();
        if (crowdedLookedAt == 0 || now - crowdedLookedAt > STANDBY_WAIT.toNanos()) {
            crowdedLookedAt = now;
            crowded = is(
                    session,
                    """
                    select count(*) > 1 from pg_locks
                    where locktype = 'advisory' and classid = 0 and objid = %d
                      and database = (select oid from pg_database where datname = current_database())
                    """
                            .formatted(PRESENT));
        }
        return crowded;
    }

    private static boolean is(Connection session, String sql) throws SQLException {
        try (PreparedStatement question = session.prepareStatement(sql);
                ResultSet answer = question.executeQuery()) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    private static void query(Connection session, String sql) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.execute();
        }
    }

    private void await(Duration limit) throws InterruptedException {
        if (work.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            work.drainPermits();
        }
    }
}
