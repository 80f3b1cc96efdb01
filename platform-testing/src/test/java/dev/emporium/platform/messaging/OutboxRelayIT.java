package dev.emporium.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.local.LocalKafka;
import dev.emporium.platform.Json;
import dev.emporium.platform.metrics.Meters;
import dev.emporium.platform.testing.Line;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.platform.testing.TestKafka;
import dev.emporium.platform.testing.TestRecords;
import dev.emporium.platform.testing.Wait;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class OutboxRelayIT {
    private static final String TOPIC = "order.events";
    private static final ObjectMapper JSON = Json.mapper();
    private final TestDatabase database = TestDatabase.create();
    private final List<OutboxRelay> relays = new ArrayList<>();

    private record Count(int number) {}

    @BeforeEach
    void nothingIsWaiting() {
        assertThat(pending()).isZero();
    }

    @AfterEach
    void stopRelays() throws InterruptedException {
        for (OutboxRelay relay : relays) {
            relay.stop();
        }
    }

    private OutboxRelay relay(String bootstrapServers) {
        return relay(database.dataSource(), bootstrapServers);
    }

    private OutboxRelay relay(DataSource source, String bootstrapServers) {
        OutboxRelay relay = new OutboxRelay(
                source, bootstrapServers, new Meters(new PrometheusRegistry(), null).dependency("kafka"));
        relays.add(relay);
        relay.start();
        return relay;
    }

    private Outbox outbox(Runnable wake) {
        return new Outbox("test-service", JSON, Clock.systemUTC(), wake);
    }

    private int pending() {
        return database.jdbi().withHandle(handle -> handle.createQuery("select count(*) from outbox")
                .mapTo(Integer.class)
                .one());
    }

    private void send(Outbox outbox, UUID key, int number) {
        database.jdbi()
                .useTransaction(transaction ->
                        outbox.add(transaction, Outgoing.of(TOPIC, "test.counted", key, new Count(number))));
    }

    private static Map<UUID, List<Integer>> receive(String bootstrapServers, int messages, List<UUID> keys)
            throws Exception {
        Map<UUID, List<Integer>> received = new HashMap<>();
        List<String> wanted = keys.stream().map(UUID::toString).toList();
        for (ConsumerRecord<byte[], byte[]> record : TestRecords.of(
                bootstrapServers, TOPIC, messages, record -> wanted.contains(new String(record.key(), UTF_8)))) {
            Message message = JSON.readValue(record.value(), Message.class);
            received.computeIfAbsent(message.subject(), key -> new ArrayList<>())
                    .add(message.data().get("number").asInt());
        }
        return received;
    }

    private static List<UUID> keys(int count) {
        List<UUID> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(UUID.randomUUID());
        }
        return keys;
    }

    @Test
    void sendsWhatWasCommittedInOrderPerKeyAndNothingElse() throws Exception {
        OutboxRelay relay = relay(TestKafka.bootstrapServers());
        Outbox outbox = outbox(relay::wake);
        List<UUID> keys = keys(8);
        ExecutorService writers = Executors.newFixedThreadPool(8);
        List<Future<?>> written = new ArrayList<>();
        for (UUID key : keys) {
            written.add(writers.submit(() -> {
                for (int i = 0; i < 100; i++) {
                    send(outbox, key, i);
                }
            }));
        }
        for (Future<?> writer : written) {
            writer.get();
        }
        writers.shutdown();
        database.jdbi().useHandle(handle -> {
            handle.begin();
            outbox.add(handle, Outgoing.of(TOPIC, "test.counted", keys.get(0), new Count(-1)));
            handle.rollback();
        });

        Map<UUID, List<Integer>> received = receive(TestKafka.bootstrapServers(), 800, keys);
        assertThat(received).hasSize(8);
        received.values()
                .forEach(numbers -> assertThat(numbers).hasSize(100).isSorted().doesNotContain(-1));
    }

    /** CloudEvents' Kafka binding, section 3.3: its libraries read none that does not say so. */
    @Test
    void saysThatARecordIsACloudEvent() throws Exception {
        OutboxRelay relay = relay(TestKafka.bootstrapServers());
        UUID key = UUID.randomUUID();
        send(outbox(relay::wake), key, 1);
        assertThat(TestRecords.of(TestKafka.bootstrapServers(), TOPIC, 1, record -> new String(record.key(), UTF_8)
                        .equals(key.toString())))
                .singleElement()
                .extracting(record -> record.headers().lastHeader("content-type"))
                .isEqualTo(new RecordHeader("content-type", "application/cloudevents+json".getBytes(UTF_8)));
    }

    @Test
    void anotherRelayTakesOverWhenTheSessionOfTheFirstEnds() throws Exception {
        relay(TestKafka.bootstrapServers());
        relay(TestKafka.bootstrapServers());
        Outbox outbox = outbox(() -> {});
        UUID key = UUID.randomUUID();
        for (int i = 0; i < 5; i++) {
            send(outbox, key, i);
            database.jdbi()
                    .useHandle(
                            handle -> handle.execute(
                                    """
                    select pg_terminate_backend(pid) from pg_locks
                    where locktype = 'advisory' and classid = 0 and objid = 1 and granted
                      and database = (select oid from pg_database where datname = current_database())
                    """));
        }
        // one may have been sent twice, so as many as there are need not be all of them
        awaitPending(0);
        List<Integer> numbers =
                receive(TestKafka.bootstrapServers(), 5, List.of(key)).get(key);
        assertThat(numbers.stream().distinct()).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void waitsForABrokerThatIsAwayAndLosesNothing() throws Exception {
        Path data = TestKafka.folder("kafka-away");
        LocalKafka broker = TestKafka.start(data, 0, 0);
        int port = Integer.parseInt(broker.bootstrapServers().split(":")[1]);
        OutboxRelay relay = relay(broker.bootstrapServers());
        Outbox outbox = outbox(relay::wake);
        UUID key = UUID.randomUUID();
        send(outbox, key, 0);
        assertThat(receive(broker.bootstrapServers(), 1, List.of(key))).containsKey(key);
        // it is there before it is deleted here
        awaitPending(0);

        broker.close();
        for (int i = 1; i <= 50; i++) {
            send(outbox, key, i);
        }
        assertThat(pending()).isEqualTo(50);

        try (LocalKafka again = LocalKafka.start(data, port, 0)) {
            awaitPending(0);
            List<Integer> numbers =
                    receive(again.bootstrapServers(), 51, List.of(key)).get(key);
            assertThat(numbers.stream().distinct().toList()).hasSize(51).isSorted();
        }
    }

    @Test
    void anotherRelayTakesOverFromAProcessThatIsFrozen() throws Exception {
        Outbox outbox = outbox(() -> {});
        UUID key = UUID.randomUUID();
        try (RelayProcess frozen = new RelayProcess(database.jdbcUrl(), TestKafka.bootstrapServers())) {
            send(outbox, key, 0);
            awaitPending(0);
            OutboxRelay standby = relay(TestKafka.bootstrapServers());
            frozen.signal("STOP");
            send(outbox, key, 1);

            awaitPending(0);

            frozen.signal("CONT");
            standby.stop();
            send(outbox, key, 2);
            awaitPending(0);
        }
        assertThat(receive(TestKafka.bootstrapServers(), 3, List.of(key)).get(key).stream()
                        .distinct())
                .containsExactly(0, 1, 2);
    }

    private void awaitPending(int expected) {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (pending() > expected && System.nanoTime() < end) {
            database.jdbi().useHandle(handle -> handle.execute("select pg_sleep(0.02)"));
        }
        assertThat(pending()).isEqualTo(expected);
    }

    private void insert(String topic, String keys, String message) {
        database.jdbi()
                .useHandle(handle ->
                        handle.execute("insert into outbox (topic, key, message) select ?, " + keys, topic, message));
    }

    @Test
    void sendsOnSoonThoughItsSessionHasDiedInSilence() throws Exception {
        URI server = URI.create(database.jdbcUrl().substring("jdbc:".length()));
        try (Line line = new Line(server.getPort())) {
            PGSimpleDataSource behind = new PGSimpleDataSource();
            behind.setURL("jdbc:postgresql://127.0.0.1:" + line.port() + server.getPath() + "?socketTimeout=30");
            behind.setUser(database.jdbi()
                    .withHandle(handle -> handle.getConnection().getMetaData().getUserName()));
            OutboxRelay relay = relay(behind, TestKafka.bootstrapServers());
            Outbox outbox = outbox(relay::wake);
            UUID before = UUID.randomUUID();
            send(outbox, before, 1);
            receive(TestKafka.bootstrapServers(), 1, List.of(before));
            line.silence();
            line.speak();

            UUID after = UUID.randomUUID();
            send(outbox, after, 2);
            long begin = System.nanoTime();
            assertThat(receive(TestKafka.bootstrapServers(), 1, List.of(after))).containsKey(after);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(25));
        }
    }

    @Test
    void aTopicThatDoesNotExistHoldsUpNoOther() throws Exception {
        String missing = "missing-" + UUID.randomUUID();
        UUID key = UUID.randomUUID();
        insert(missing, "'key ' || n, ? from generate_series(1, 700) n", "{}");
        OutboxRelay relay = relay(TestKafka.bootstrapServers());
        Outbox outbox = outbox(relay::wake);
        send(outbox, key, 0);

        awaitPending(700);
        assertThat(receive(TestKafka.bootstrapServers(), 1, List.of(key))).containsKey(key);
        assertThat(relay.held()).isEqualTo(1);

        createTopic(missing, Map.of());
        awaitPending(0);
        assertThat(relay.held()).isZero();
    }

    @Test
    void aMessageThatIsTooLargeHoldsUpItsKeyAlone() throws Exception {
        String tiny = "tiny-" + UUID.randomUUID();
        createTopic(tiny, Map.of("max.message.bytes", "20000"));
        // more than are read at once, one that the producer itself refuses, and one behind it
        insert(tiny, "'large ' || n, repeat(?, 30000) from generate_series(1, 700) n", "x");
        insert(TOPIC, "'larger', repeat(?, 2000000)", "x");
        insert(TOPIC, "'larger', ?", "behind it");
        insert(tiny, "'small', repeat(?, 300)", "x");
        OutboxRelay relay = relay(TestKafka.bootstrapServers());

        awaitPending(702);
        assertThat(TestRecords.of(TestKafka.bootstrapServers(), tiny, 1, record -> true))
                .singleElement()
                .satisfies(record -> assertThat(new String(record.key(), UTF_8)).isEqualTo("small"));
        assertThat(TestRecords.of(TestKafka.bootstrapServers(), TOPIC, 0, record -> new String(record.key(), UTF_8)
                        .equals("larger")))
                .isEmpty();

        database.jdbi().useHandle(handle -> handle.execute("delete from outbox where length(message) = 2000000"));
        awaitPending(700);
    }

    @Test
    void whatFollowsAMessageThatFailedIsSentAgainAfterIt() throws Exception {
        MockProducer<String, String> kafka =
                new MockProducer<>(false, null, new StringSerializer(), new StringSerializer());
        OutboxRelay relay = new OutboxRelay(
                database.dataSource(), () -> kafka, new Meters(new PrometheusRegistry(), null).dependency("kafka"));
        relays.add(relay);
        Outbox outbox = outbox(() -> {});
        UUID key = UUID.randomUUID();
        send(outbox, key, 0);
        send(outbox, key, 1);
        relay.start();

        awaitSent(kafka, 2);
        kafka.errorNext(new NetworkException("gone"));
        kafka.completeNext();
        awaitSent(kafka, 4);
        assertThat(pending()).isEqualTo(2);
        kafka.completeNext();
        kafka.completeNext();
        awaitPending(0);
        assertThat(kafka.history().subList(2, 4).stream().map(record -> record.value()))
                .isEqualTo(kafka.history().subList(0, 2).stream()
                        .map(record -> record.value())
                        .toList());
    }

    private void awaitSent(MockProducer<String, String> kafka, int count) {
        Instant end = Instant.now().plusSeconds(60);
        while (kafka.history().size() < count) {
            assertThat(Instant.now()).as("%d were sent", kafka.history().size()).isBefore(end);
            pending();
        }
    }

    @Test
    void ofTwoRelaysOneSends() throws Exception {
        relay(TestKafka.bootstrapServers());
        relay(TestKafka.bootstrapServers());
        Outbox outbox = outbox(() -> {});
        UUID key = UUID.randomUUID();
        for (int i = 0; i < 200; i++) {
            send(outbox, key, i);
        }
        awaitPending(0);
        assertThat(receive(TestKafka.bootstrapServers(), 200, List.of(key)).get(key))
                .hasSize(200);
    }

    @Test
    void readsByTheIndexThoughTheTableWasEmptyWhenItBegan() throws Throwable {
        OutboxRelay relay = relay(TestKafka.bootstrapServers());
        Outbox outbox = outbox(relay::wake);
        int messages = 20;
        for (int i = 0; i < messages; i++) {
            send(outbox, UUID.randomUUID(), i);
        }

        // a session tells all its figures at once
        Wait.until(() -> assertThat(figure("n_tup_del")).isEqualTo(messages));
        assertThat(figure("seq_tup_read")).isZero();
    }

    private int figure(String name) {
        return database.jdbi().withHandle(handle -> handle.createQuery(
                        "select " + name + " from pg_stat_user_tables where relname = 'outbox'")
                .mapTo(Integer.class)
                .one());
    }

    private static void createTopic(String name, Map<String, String> settings) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1).configs(settings)))
                    .all()
                    .get();
        }
    }
}
