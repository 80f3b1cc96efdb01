package dev.emporium.platform.messaging;

import dev.emporium.platform.Background;
import dev.emporium.platform.Failures;
import dev.emporium.platform.Tracing;
import dev.emporium.platform.Worker;
import dev.emporium.platform.metrics.Dependency;
import dev.emporium.platform.metrics.Dependency.Outcome;
import io.opentelemetry.api.trace.Span;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is in the outbox to Kafka, in order per key, and deletes what Kafka has acknowledged: at least once.
 *
 * <p>Of all replicas of a service one relays: the one whose session holds an advisory lock. When it dies its session
 * ends, and another takes over within {@link #STANDBY_WAIT}; when it freezes, the server ends its session after
 * {@link #FROZEN} in which it said nothing, and when the server says nothing for as long, it asks for another session.
 * {@link #wake} is called after each commit of this process; for the commits of other replicas the relay looks every
 * {@link #CROWDED_WAIT} while there are any. It reads and deletes through the session that holds the lock, so one that has
 * lost the lock can do neither.
 *
 * <p>A message that Kafka refuses (too large, no such topic) is tried again, ever more seldom, and holds up what follows
 * it under its key, or to its topic when that is at fault; all others go on.
 */
public final class OutboxRelay implements Background {
    private static final Logger LOGGER = LoggerFactory.getLogger(OutboxRelay.class);
    /** CloudEvents' Kafka binding, section 3.3. */
    private static final Header IS_A_CLOUD_EVENT =
            new RecordHeader("content-type", "application/cloudevents+json".getBytes(StandardCharsets.UTF_8));

    private static final int BATCH = 500;
    private static final int BATCH_BYTES = 4 << 20;
    private static final Duration ALONE_WAIT = Duration.ofSeconds(1);
    private static final Duration CROWDED_WAIT = Duration.ofMillis(8);
    private static final Duration STANDBY_WAIT = Duration.ofSeconds(1);
    /** While several aggregates are told of, more come: one batch for all of them costs little more than one for each. */
    private static final Duration GATHERING = Duration.ofMillis(3);

    private static final Duration FROZEN = Duration.ofSeconds(10);
    /** How often it says something to the database while it waits for Kafka. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(3);

    /** What Kafka does not take now: until it is tried again, at most. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** What it refuses. */
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(30);
    /** How many of the keys and topics that are due are tried at once: beside them others have room in a batch. */
    private static final int TRIED = 20;

    private static final Duration LASTING = Duration.ofMinutes(1);
    /** Keys of one topic; when there are more, it is held as a whole. */
    private static final int MOST_HELD = 1_000;
    /** Advisory locks are per database, and a service has one of its own: two fixed numbers are enough. */
    private static final int LEADER = 1;

    private static final int PRESENT = 2;

    private static final String NOT_CLOSED =
            """
            topic <> all (?) and not exists (
                select from unnest(?, ?) closed (topic, key)
                where closed.topic = outbox.topic and closed.key = outbox.key)""";

    private static final String DELETE = "delete from outbox where position = any (?)";

    /** A statement does not see what it deletes itself as deleted. */
    private static final String NOT_DELIVERED = "position <> all (?)";

    private final DataSource database;
    private final Supplier<Producer<String, String>> producers;
    private final Dependency kafka;
    private final Semaphore work = new Semaphore(0);
    private final Worker worker = new Worker("outbox-relay", this::relay, this::wake);
    private final Lanes lanes = new Lanes();
    private volatile Held held = new Held(0, 0);
    private Producer<String, String> producer;
    /** What Kafka has, and the next statement deletes. */
    private final List<Long> delivered = new ArrayList<>();

    private boolean crowded;
    private long crowdedLookedAt;

    /** How many keys and topics are held, and since when the first of them. */
    private record Held(int lanes, long since) {}

    OutboxRelay(DataSource database, Supplier<Producer<String, String>> producers, Dependency kafka) {
        this.database = database;
        this.producers = producers;
        this.kafka = kafka;
    }

    /** @param kafka counts each message, timed from the beginning of its batch */
    public OutboxRelay(DataSource database, String bootstrapServers, Dependency kafka) {
        this(database, () -> KafkaClients.producer(bootstrapServers), kafka);
    }

    @Override
    public Worker worker() {
        return worker;
    }

    /** Sends what is there, if Kafka takes it at once, and stops; what is left is sent by the next one to start. */
    @Override
    public void stop() {
        worker.stop();
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }

    /** Says that there may be something to send. Cheap, thread safe, never blocks. */
    public void wake() {
        work.release();
    }

    /** How many keys and topics Kafka takes nothing of, while it takes others. */
    int held() {
        return held.lanes;
    }

    /** How long the first of these has waited; 0 when none does. */
    double heldSeconds() {
        Held now = held;
        return now.lanes == 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - now.since) / 1000.0;
    }

    private void relay(Worker self) throws InterruptedException {
        try (Connection session = database.getConnection()) {
            session.setAutoCommit(true);
            int patience = session.getNetworkTimeout();
            session.setNetworkTimeout(Runnable::run, (int) FROZEN.toMillis());
            try {
                lead(session, self);
            } finally {
                release(session, patience);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the outbox cannot be read", e);
        }
    }

    private void lead(Connection session, Worker self) throws SQLException, InterruptedException {
        query(session, "set idle_session_timeout = " + FROZEN.toMillis());
        // it only deletes: what a crash of the server brings back is sent again, and the inboxes know it
        query(session, "set synchronous_commit = off");
        // the plan is made while the table is empty, and kept while a backlog leaves thousands of pages behind
        query(session, "set enable_seqscan = off");
        query(session, "select pg_advisory_lock_shared(" + PRESENT + ")");
        while (!self.isStopping() && !is(session, "select pg_try_advisory_lock(" + LEADER + ")")) {
            await(STANDBY_WAIT);
        }
        lanes.clear();
        delivered.clear();
        while (!self.isStopping()) {
            List<Row> rows = publish(session);
            if (rows.isEmpty()) {
                await(isCrowded(session) ? CROWDED_WAIT : ALONE_WAIT);
            } else if (rows.stream().map(Row::key).distinct().limit(2).count() > 1) {
                self.pause(GATHERING);
            }
            self.well();
        }
        publish(session);
        deleteTheLast(session);
    }

    /** The session goes back to the pool as it was, unless it has ended. */
    private void release(Connection session, int patience) {
        held = new Held(0, 0);
        try {
            if (!session.isClosed()) {
                query(session, "reset idle_session_timeout");
                query(session, "reset synchronous_commit");
                query(session, "reset enable_seqscan");
                query(session, "select pg_advisory_unlock_all()");
                session.setNetworkTimeout(Runnable::run, patience);
            }
        } catch (SQLException e) {
            Failures.brief(LOGGER.atDebug(), e).log("The relay's session has ended");
        }
    }

    private record Row(long position, String topic, String key, String message) {
        Lane lane() {
            return new Lane(topic, key);
        }
    }

    private record Lane(String topic, String key) {}

    /** Sends one batch; returns what it dealt with. */
    private List<Row> publish(Connection session) throws SQLException, InterruptedException {
        lanes.beginAttempt();
        List<Object> closed = lanes.closed(TRIED);
        List<Row> rows = oldest(session, closed);
        delivered.clear();
        Set<String> mute = new HashSet<>();
        long start = System.nanoTime();
        Map<Row, Future<?>> sent = send(rows, mute);
        Map<Row, Throwable> failed = new LinkedHashMap<>();
        for (Map.Entry<Row, Future<?>> each : sent.entrySet()) {
            Row row = each.getKey();
            Throwable failure = failure(each.getValue(), session);
            kafka.answered(outcome(failure), start);
            if (failure != null) {
                failed.put(row, failure);
                // what follows under the same key is sent again after it
                lanes.skip(row.lane());
            } else if (lanes.isOpen(row.lane())) {
                delivered.add(row.position);
                lanes.release(row.lane());
                lanes.release(row.topic);
            }
        }
        failed.forEach((row, failure) -> hold(row, failure, mute.contains(row.topic)));
        tell(failed);
        forgetEmpty(rows, closed);
        tellLasting();
        return rows;
    }

    /** @param mute takes the topics of which Kafka does not even tell where they are */
    private Map<Row, Future<?>> send(List<Row> rows, Set<String> mute) {
        Map<Row, Future<?>> sent = new LinkedHashMap<>();
        if (!rows.isEmpty() && producer == null) {
            producer = producers.get();
        }
        for (Row row : rows) {
            if (!lanes.isOpen(row.topic) || !lanes.isOpen(row.lane())) {
                continue;
            }
            Future<?> answer = send(row);
            sent.put(row, answer);
            Throwable refusal = answer.isDone() ? refusal(answer) : null;
            if (refusal instanceof RetriableException) {
                // the next call would block for as long as this one
                mute.add(row.topic);
                lanes.skip(row.topic);
            } else if (refusal != null) {
                lanes.skip(row.lane());
            }
        }
        return sent;
    }

    private Future<?> send(Row row) {
        Envelope envelope = Envelope.of(row.message);
        Span span = MessageSpans.sending(row.topic, envelope);
        List<Header> headers =
                new Envelope(envelope.requestId(), Tracing.traceparent(span, envelope.traceparent())).headers();
        headers.add(IS_A_CLOUD_EVENT);
        try {
            return producer.send(
                    new ProducerRecord<>(row.topic, null, row.key, row.message, headers),
                    (place, failure) -> MessageSpans.end(span, failure));
        } catch (KafkaException e) {
            // what it does not answer by a future is the producer's own end
            producer.close(Duration.ZERO);
            producer = null;
            throw e;
        }
    }

    /** Why Kafka did not take it, null if it did. Meanwhile the server hears from us, or it would take us for frozen. */
    private static Throwable failure(Future<?> answer, Connection session) throws SQLException, InterruptedException {
        while (true) {
            try {
                answer.get(SIGN_OF_LIFE.toMillis(), TimeUnit.MILLISECONDS);
                return null;
            } catch (ExecutionException e) {
                return e.getCause();
            } catch (StackOverflowError e) {
                // the client splits what is too large, and can do so until its answers hang on each other too deeply
                return e;
            } catch (TimeoutException e) {
                query(session, "select 1");
            }
        }
    }

    private static Outcome outcome(Throwable failure) {
        return failure == null
                ? Outcome.SUCCESS
                : failure instanceof RetriableException ? Outcome.FAILURE : Outcome.REFUSED;
    }

    private static Throwable refusal(Future<?> done) {
        try {
            done.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    private void hold(Row row, Throwable failure, boolean isMute) {
        boolean isMissing = failure instanceof UnknownTopicOrPartitionException
                || failure.getCause() instanceof UnknownTopicOrPartitionException;
        boolean passes = failure instanceof RetriableException && !isMissing;
        boolean whole = isMute
                || isMissing
                || failure instanceof InvalidTopicException
                || failure instanceof TopicAuthorizationException
                || lanes.size() >= MOST_HELD;
        lanes.hold(whole ? row.topic : row.lane(), failure, passes ? LONGEST_PAUSE : LONGEST_HOLD);
    }

    private static void tell(Map<Row, Throwable> failed) {
        if (!failed.isEmpty()) {
            Row first = failed.keySet().iterator().next();
            Failures.brief(LOGGER.atWarn(), failed.get(first))
                    .addKeyValue("event.action", "outgoing-held")
                    .addKeyValue("emporium.message_topic", first.topic)
                    .addKeyValue("emporium.subject_id", first.key)
                    .log("{} messages cannot be sent now", failed.size());
        }
    }

    /** Somebody may have deleted what could not be sent. */
    private void forgetEmpty(List<Row> rows, List<Object> passedOver) {
        long longest = rows.stream().mapToLong(row -> 3L * row.message.length()).sum();
        boolean isAllThereIs = rows.size() < BATCH && longest < BATCH_BYTES;
        if (isAllThereIs) {
            Set<Object> known = new HashSet<>(passedOver);
            rows.forEach(row -> known.addAll(List.of(row.topic, row.lane())));
            lanes.retain(known);
        }
    }

    private void tellLasting() {
        List<Object> lasting = lanes.lasting(LASTING);
        if (!lasting.isEmpty()) {
            Object first = lasting.get(0);
            LOGGER.atError()
                    .addKeyValue("event.action", "outgoing-held")
                    .addKeyValue("emporium.message_topic", first instanceof Lane lane ? lane.topic : first)
                    .addKeyValue("emporium.subject_id", first instanceof Lane lane ? lane.key : null)
                    .setCause(lanes.reason(first))
                    .log("Nothing of {} keys or topics could be sent for a minute", lasting.size());
        }
        held = new Held(lanes.size(), lanes.since());
    }

    /**
     * As many as are sent at once, and no more than memory can well hold; what is held is passed over, and what is delivered
     * deleted on the way.
     */
    private List<Row> oldest(Connection session, List<Object> closed) throws SQLException {
        List<Array> values = new ArrayList<>();
        List<String> conditions = new ArrayList<>();
        if (!delivered.isEmpty()) {
            conditions.add(NOT_DELIVERED);
            Array positions = session.createArrayOf("bigint", delivered.toArray());
            values.addAll(List.of(positions, positions));
        }
        if (!closed.isEmpty()) {
            conditions.add(NOT_CLOSED);
            List<Lane> keys = closed.stream()
                    .filter(Lane.class::isInstance)
                    .map(Lane.class::cast)
                    .toList();
            values.add(session.createArrayOf(
                    "text", closed.stream().filter(String.class::isInstance).toArray()));
            values.add(
                    session.createArrayOf("text", keys.stream().map(Lane::topic).toArray()));
            values.add(
                    session.createArrayOf("text", keys.stream().map(Lane::key).toArray()));
        }
        String sql =
                """
                %s select position, topic, key, message from (
                    select position, topic, key, message,
                        sum(octet_length(message)) over (order by position) - octet_length(message) as before
                    from (select position, topic, key, message from outbox %s order by position limit %d) oldest
                ) measured where before < %d order by position
                """
                        .formatted(
                                delivered.isEmpty() ? "" : "with sent as (" + DELETE + ")",
                                conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions),
                                BATCH,
                                BATCH_BYTES);
        try (PreparedStatement select = session.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                select.setArray(i + 1, values.get(i));
            }
            return rows(select);
        }
    }

    private static List<Row> rows(PreparedStatement select) throws SQLException {
        try (ResultSet found = select.executeQuery()) {
            List<Row> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(new Row(found.getLong(1), found.getString(2), found.getString(3), found.getString(4)));
            }
            return rows;
        }
    }

    private void deleteTheLast(Connection session) throws SQLException {
        if (!delivered.isEmpty()) {
            try (PreparedStatement delete = session.prepareStatement(DELETE)) {
                delete.setArray(1, session.createArrayOf("bigint", delivered.toArray()));
                delete.executeUpdate();
            }
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
