package dev.emporium.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Json;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.example.ExampleService;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.platform.testing.TestKafka;
import dev.emporium.platform.testing.TestRecords;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as it is called, against a real broker, on letters that a consumer has put aside. */
class DeadLettersCommandIT {
    private static final String TOPIC = "customer.events";

    private final byte[] mark = Uuid7.next().toString().getBytes(UTF_8);
    private final Instant began = Instant.now();

    @TempDir
    Path folder;

    private Path configuration;

    @BeforeEach
    void configure() throws Exception {
        String shipped = Files.readString(Path.of("src/test/resources/config.yaml"));
        configuration = Files.writeString(
                folder.resolve("config.yaml"),
                shipped + "kafka:\n  bootstrapServers: " + TestKafka.bootstrapServers()
                        + "\nlogging:\n  type: external\n");
    }

    /** What the command says: its own thread does, and not those that log meanwhile. */
    private String run(String... arguments) throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Thread own = Thread.currentThread();
        System.setOut(new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        (Thread.currentThread() == own ? said : console).write(b);
                    }
                },
                true,
                UTF_8));
        try {
            new ExampleService()
                    .start(Stream.concat(
                                    Stream.of("dead-letters", arguments[0], configuration.toString()),
                                    Arrays.stream(arguments).skip(1))
                            .toArray(String[]::new));
        } finally {
            System.setOut(console);
        }
        return said.toString(UTF_8);
    }

    private void send(byte[] key, byte[] value) throws Exception {
        try (Producer<byte[], byte[]> producer = TestRecords.producer(TestKafka.bootstrapServers(), "gzip")) {
            Header[] headers = {
                new RecordHeader("mark", mark), new RecordHeader("dead-letter", new byte[] {(byte) 0xFF})
            };
            producer.send(new ProducerRecord<>(TOPIC, 2, key, value, List.of(headers)))
                    .get();
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> received(int atLeast) {
        return TestRecords.of(
                TestKafka.bootstrapServers(),
                TOPIC,
                atLeast,
                record -> Arrays.equals(record.headers().lastHeader("mark").value(), mark));
    }

    /** Reads all there is, and puts aside what is no message. */
    private static void consume(CountDownLatch end) throws Exception {
        AtomicReference<String> last = new AtomicReference<>(Uuid7.next().toString());
        try (Producer<byte[], byte[]> producer = TestRecords.producer(TestKafka.bootstrapServers(), "none")) {
            String message =
                    """
                    {"specversion":"1.0","id":"%s","source":"/test-service","type":"test.ended","subject":"%s",
                     "time":"2026-11-21T10:00:00Z","data":{}}
                    """
                            .formatted(Uuid7.next(), last.get());
            producer.send(new ProducerRecord<>(
                            TOPIC,
                            2,
                            last.get().getBytes(UTF_8),
                            message.getBytes(UTF_8),
                            List.of(new RecordHeader("mark", new byte[0]))))
                    .get();
        }
        MessageConsumer consumer = new MessageConsumer(
                TestKafka.bootstrapServers(),
                "example-service",
                Duration.ZERO,
                TestDatabase.create().jdbi(),
                Json.mapper(),
                new PrometheusRegistry(),
                Set.of(TOPIC),
                Map.of("test.ended", (transaction, messages) -> {
                    if (messages.stream()
                            .anyMatch(message -> message.subject().toString().equals(last.get()))) {
                        end.countDown();
                    }
                }));
        consumer.start();
        assertThat(end.await(180, TimeUnit.SECONDS)).isTrue();
        consumer.stop();
    }

    @Test
    void showsLettersAndSendsThemAgainByteForByteAndOnce() throws Exception {
        byte[] strange = {(byte) 0xFF, 0x00, 0x1B};
        send(strange, strange);
        send("no-json".getBytes(UTF_8), "{no JSON".getBytes(UTF_8));
        send("tombstone".getBytes(UTF_8), null);
        send("large".getBytes(UTF_8), new byte[3 << 20]);
        consume(new CountDownLatch(1));

        String all = run("list", "--since", began.toString());
        assertThat(all.lines().toList()).hasSize(5).last().isEqualTo("4 letters");
        assertThat(all).contains("MalformedInputException", "JsonParseException", "65536 bytes of 3145728");
        assertThat(run("list", "--since", began.toString(), "--reason", "jsonparse")
                        .lines())
                .last()
                .isEqualTo("2 letters");
        assertThat(run("list", "--until", began.toString())).doesNotContain("{no");
        assertThat(run("list", "--since", began.toString(), "--topic", "order.events"))
                .isEqualToIgnoringNewLines("0 letters");
        String shown = run("show", "--since", began.toString());
        assertThat(shown).contains("{no JSON", "base64:/wAb", "  value     null", "stood in  " + TOPIC + " 2:");

        String once = run("send", "--topic", TOPIC, "--since", began.toString());

        assertThat(once)
                .contains(
                        "3 sent, 0 were sent before, 1 cannot be sent since only their beginning was kept, 0 refused");
        List<ConsumerRecord<byte[], byte[]>> received = received(7);
        assertThat(received).hasSize(7);
        for (ConsumerRecord<byte[], byte[]> original : received.subList(0, 3)) {
            assertThat(received.stream()
                            .filter(record -> Arrays.equals(record.key(), original.key()))
                            .toList())
                    .hasSize(2)
                    .allSatisfy(record -> {
                        assertThat(record.value()).isEqualTo(original.value());
                        assertThat(record.headers()).isEqualTo(original.headers());
                    });
        }
        assertThat(run("send", "--topic", TOPIC, "--since", began.toString())).contains("0 sent, 3 were sent before");
        assertThat(run("list", "--since", began.toString()).lines().filter(line -> line.endsWith(", sent")))
                .hasSize(3);
        assertThat(received(7)).hasSize(7);
    }
}
