package dev.emporium.platform.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.emporium.platform.Backoff;
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.logging.Failures;
import dev.emporium.platform.persistence.Transience;
import io.dropwizard.lifecycle.Managed;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics and hands each message to the handler of its type, in batches, each message with effect once: its id
 * goes into the inbox in the transaction of the effect, and one that is there already is passed over.
 *
 * <p>What fails for a passing reason (a database that is away, a deadlock) is tried again until it works, without
 * leaving the consumer group. What can never be applied goes to {@code <topic>.dead-letter} with its reason and blocks
 * nobody; after a crash it may stand there twice. Types without a handler are passed over. One thread.
 */
public final class MessageConsumer implements Managed {
    private static final Logger LOGGER = LoggerFactory.getLogger(MessageConsumer.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Supplier<Consumer<String, String>> consumers;
    private final Jdbi jdbi;
    private final ObjectReader reader;
    private final Set<String> topics;
    private final Map<String, MessageHandler> handlers;
    private final Thread thread;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Backoff backoff = new Backoff();
    private final Gauge lag;
    private final Counter applied;
    private final DeadLetters deadLetters;
    private volatile Consumer<String, String> consumer;

    /** @param group the consumer group: the service's name, so that each message reaches one of its replicas */
    public MessageConsumer(
            String bootstrapServers,
            String group,
            Jdbi jdbi,
            ObjectMapper json,
            PrometheusRegistry metrics,
            Set<String> topics,
            Map<String, MessageHandler> handlers) {
        this.consumers = () -> KafkaClients.consumer(bootstrapServers, group);
        this.jdbi = jdbi;
        // a newer sender may say more than this version knows
        this.reader = json.readerFor(Message.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.topics = Set.copyOf(topics);
        this.handlers = Map.copyOf(handlers);
        this.thread = new Thread(this::run, "message-consumer");
        this.lag = Gauge.builder()
                .name("message_consumer_lag")
                .help("Messages in the partition that were not read yet")
                .labelNames("topic", "partition")
                .register(metrics);
        this.applied = Counter.builder()
                .name("messages_applied_total")
                .help("Messages that took effect")
                .labelNames("type")
                .register(metrics);
        this.deadLetters = new DeadLetters(() -> KafkaClients.producer(bootstrapServers), metrics);
    }

    @Override
    public void start() {
        thread.start();
    }

    /** Finishes the batch at hand and leaves the group, so that others go on at once. */
    @Override
    public void stop() throws InterruptedException {
        stopping.countDown();
        Consumer<String, String> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        thread.join(TimeUnit.SECONDS.toMillis(15));
    }

    private boolean running() {
        return stopping.getCount() > 0;
    }

    private void run() {
        while (running()) {
            try (Consumer<String, String> reading = consumers.get()) {
                consumer = reading;
                reading.subscribe(topics);
                read(reading);
                reading.commitSync(Duration.ofSeconds(2));
            } catch (WakeupException stopped) {
                // asked to stop while waiting
            } catch (KafkaException e) {
                Failures.brief(LOGGER.atWarn(), e).log("Reading waits");
                pause();
            }
        }
        deadLetters.close();
    }

    private void read(Consumer<String, String> reading) {
        while (running()) {
            ConsumerRecords<String, String> records = reading.poll(POLL);
            measureLag(reading);
            if (records.isEmpty()) {
                continue;
            }
            try {
                accept(records);
                reading.commitAsync((offsets, failure) -> {});
                backoff.reset();
            } catch (RuntimeException e) {
                Failures.brief(LOGGER.atWarn(), e).log("Messages wait");
                rewind(reading, records);
                pause();
            }
        }
    }

    /** The whole batch once more: the inbox knows which of it took effect. */
    private static void rewind(Consumer<String, String> reading, ConsumerRecords<String, String> records) {
        for (TopicPartition partition : records.partitions()) {
            if (reading.assignment().contains(partition)) {
                reading.seek(partition, records.records(partition).get(0).offset());
            }
        }
    }

    private void pause() {
        try {
            if (stopping.await(backoff.afterFailure().toMillis(), TimeUnit.MILLISECONDS)) {
                LOGGER.info("What was not applied is left for the next start");
            }
        } catch (InterruptedException e) {
            stopping.countDown();
        }
    }

    private void measureLag(Consumer<String, String> reading) {
        for (TopicPartition partition : reading.assignment()) {
            reading.currentLag(partition)
                    .ifPresent(behind -> lag.labelValues(partition.topic(), String.valueOf(partition.partition()))
                            .set(behind));
        }
    }

    private record Delivery(ConsumerRecord<String, String> record, Message message) {}

    private void accept(ConsumerRecords<String, String> records) {
        List<Delivery> deliveries = new ArrayList<>(records.count());
        for (ConsumerRecord<String, String> record : records) {
            try {
                Message message = reader.readValue(record.value() == null ? "" : record.value());
                if (handlers.containsKey(message.type())) {
                    deliveries.add(new Delivery(record, message));
                }
            } catch (JsonProcessingException | IllegalArgumentException e) {
                deadLetters.add(record, null, e);
            }
        }
        for (List<Delivery> run : runs(deliveries)) {
            apply(run);
        }
    }

    /** Groups by type, as large as the order per subject allows. */
    private static List<List<Delivery>> runs(List<Delivery> deliveries) {
        List<List<Delivery>> runs = new ArrayList<>();
        Map<UUID, Integer> lastRunOf = new HashMap<>();
        for (Delivery delivery : deliveries) {
            int place = lastRunOf.getOrDefault(delivery.message.subject(), 0);
            while (place < runs.size() && !runs.get(place).get(0).message.type().equals(delivery.message.type())) {
                place++;
            }
            if (place == runs.size()) {
                runs.add(new ArrayList<>());
            }
            runs.get(place).add(delivery);
            lastRunOf.put(delivery.message.subject(), place);
        }
        return runs;
    }

    private void apply(List<Delivery> run) {
        try {
            commit(run);
        } catch (RuntimeException e) {
            if (Transience.isTransient(e)) {
                throw e;
            }
            for (Delivery delivery : run) {
                applyAlone(delivery);
            }
        }
    }

    private void applyAlone(Delivery delivery) {
        try {
            commit(List.of(delivery));
        } catch (RuntimeException e) {
            if (Transience.isTransient(e)) {
                throw e;
            }
            deadLetters.add(delivery.record, delivery.message, e);
        }
    }

    private void commit(List<Delivery> run) {
        Message first = run.get(0).message;
        RequestContext.with(
                run.size() == 1 ? first.requestid() : null,
                run.size() == 1 ? first.traceparent() : null,
                () -> jdbi.useTransaction(transaction -> {
                    List<Message> fresh = unseen(transaction, run);
                    if (!fresh.isEmpty()) {
                        handlers.get(first.type()).handle(transaction, fresh);
                        transaction.afterCommit(() -> fresh.forEach(this::tell));
                    }
                }));
    }

    private void tell(Message message) {
        applied.labelValues(message.type()).inc();
        RequestContext.with(message.requestid(), message.traceparent(), () -> LOGGER.atInfo()
                .addKeyValue("event.action", "message-applied")
                .addKeyValue("emporium.message_type", message.type())
                .addKeyValue("emporium.message_id", message.id())
                .addKeyValue("emporium.subject_id", message.subject())
                .log("A message took effect"));
    }

    private static List<Message> unseen(Handle transaction, List<Delivery> run) {
        UUID[] ids =
                run.stream().map(delivery -> delivery.message.id()).sorted().toArray(UUID[]::new);
        Set<UUID> unseen = new HashSet<>(transaction
                .createQuery(
                        "insert into inbox (message_id) select unnest(:ids) on conflict do nothing returning message_id")
                .bind("ids", ids)
                .mapTo(UUID.class)
                .list());
        // a message that stands twice in the batch counts once
        return run.stream()
                .map(Delivery::message)
                .filter(message -> unseen.remove(message.id()))
                .toList();
    }
}
