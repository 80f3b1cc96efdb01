package dev.emporium.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKafkaIT {

    private static final Path TOPICS =
            Path.of(System.getProperty("repository.root"), "k8s/infrastructure/kafka-topics.yaml");

    @TempDir
    Path folder;

    @Test
    void createsTheTopicsOfTheClusterCutDownToOneBroker() throws Exception {
        try (LocalKafka kafka = LocalKafka.start(folder, 0, 0)) {
            kafka.createTopics(TOPICS);
            createWith(kafka, "kafka-clients", "snakeyaml", "slf4j-api");

            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                var topics = admin.describeTopics(List.of("order.events", "order.events.dead-letter"))
                        .allTopicNames()
                        .get(60, TimeUnit.SECONDS);
                assertThat(topics.values()).allSatisfy(topic -> {
                    assertThat(topic.partitions()).hasSize(3);
                    assertThat(topic.partitions().get(0).replicas()).hasSize(1);
                });
                var resource = new ConfigResource(ConfigResource.Type.TOPIC, "order.events");
                var configuration = admin.describeConfigs(List.of(resource))
                        .all()
                        .get(60, TimeUnit.SECONDS)
                        .get(resource);
                assertThat(configuration.get("min.insync.replicas").value()).isEqualTo("1");
                assertThat(configuration.get("retention.ms").value()).isEqualTo("604800000");
                // what is kept goes segment by segment, and one that is written stays
                assertThat(configuration.get("segment.ms").value()).isEqualTo("86400000");
            }
        }
    }

    /** As docker-compose.yml does: once more, by a program that has these libraries alone. */
    private static void createWith(LocalKafka kafka, String... libraries) throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Files.isDirectory(Path.of(entry))
                        || Arrays.stream(libraries).anyMatch(library -> entry.contains("/" + library + "-")))
                .collect(Collectors.joining(File.pathSeparator));
        Process topics = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        Topics.class.getName(),
                        TOPICS.toString(),
                        kafka.bootstrapServers())
                .inheritIO()
                .start();
        assertThat(topics.waitFor()).isZero();
    }

    @Test
    void keepsItsRecordsOverARestart() throws Exception {
        try (LocalKafka kafka = LocalKafka.start(folder, 0, 0)) {
            kafka.createTopics(TOPICS);
            try (var producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", kafka.bootstrapServers()),
                    new StringSerializer(),
                    new StringSerializer())) {
                producer.send(new ProducerRecord<>("order.events", 0, "key", "kept"))
                        .get(60, TimeUnit.SECONDS);
            }
        }

        try (LocalKafka kafka = LocalKafka.start(folder, 0, 0);
                var consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition("order.events", 0)));
            assertThat(consumer.poll(Duration.ofSeconds(60)))
                    .singleElement()
                    .satisfies(found -> assertThat(found.value()).isEqualTo("kept"));
        }
    }

    /** The relay of a service is one process: if nothing of it were taken, nobody else's word would go out either. */
    @Test
    void takesWhatProducersSendWhoseClocksAreAhead() throws Exception {
        long ahead = System.currentTimeMillis() + TimeUnit.HOURS.toMillis(2);
        try (LocalKafka kafka = LocalKafka.start(folder, 0, 0)) {
            kafka.createTopics(TOPICS);
            try (var producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", kafka.bootstrapServers()),
                    new StringSerializer(),
                    new StringSerializer())) {
                for (NewTopic topic : TopicsFile.read(TOPICS)) {
                    assertThat(producer.send(new ProducerRecord<>(topic.name(), 0, ahead, "key", "value"))
                                    .get(60, TimeUnit.SECONDS)
                                    .timestamp())
                            .as("what time it is says the broker: " + topic.name())
                            .isLessThan(ahead);
                }
            }
        }
    }
}
