package dev.emporium.platform.messaging;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.Background;
import dev.emporium.platform.Failures;
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.Transience;
import dev.emporium.platform.Worker;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
 * <p>What is at fault itself ({@link MessageFaults}) goes to {@code <topic>.dead-letter} and blocks nobody. Whatever else fails
 * is tried again until it works, without leaving the consumer group: the messages of its subject wait behind it, in
 * their order, and all others go on, as far as {@link Intake} reads ahead. Types without a handler are passed over, and so
 * is what a handler has nothing to do with. One thread.
 */
public final class MessageConsumer implements Background {
    private static final Logger LOGGER = LoggerFactory.getLogger(MessageConsumer.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    /** While messages come for several subjects, more do: one transaction for all of them costs little more than one for each. */
    private static final Duration GATHERING = Duration.ofMillis(3);
    /** For one attempt at all that is due, so that the group does not take us for gone (it waits 5 minutes). */
    private static final Duration ATTEMPT = Duration.ofSeconds(60);
    /** For finding out which messages of a batch it is that cannot be applied. */
    private static final Duration SEARCH = Duration.ofSeconds(10);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Jdbi jdbi;
    private final MessageReader reader;
    private final Topics topics;
    private final Map<String, MessageHandler> handlers;
    private final Worker worker = new Worker("message-consumer", this::read, this::wake);
    private final Lanes lanes = new Lanes();
    private final Progress progress;
    private final Counter applied;
    private final Histogram durations;
    private final DeadLetters deadLetters;
    private volatile Consumer<byte[], byte[]> consumer;

    /**
     * @param group the consumer group: the service's name, so that each message reaches one of its replicas
     * @param patience for how long messages may gather at the broker, to be read and to take effect together
     */
    public MessageConsumer(
            String bootstrapServers,
            String group,
            Duration patience,
            Jdbi jdbi,
            ObjectMapper json,
            PrometheusRegistry metrics,
            Set<String> topics,
            Map<String, MessageHandler> handlers) {
        this.consumers = () -> KafkaClients.consumer(bootstrapServers, group, patience);
        this.jdbi = jdbi;
        this.reader = new MessageReader(json);
        this.topics = new Topics(topics, metrics);
        this.handlers = Map.copyOf(handlers);
        this.progress = new Progress(metrics, System::nanoTime);
        this.applied = Counter.builder()
                .name("messages_applied_total")
                .help("Messages that took effect")
                .labelNames("type")
                .register(metrics);
        handlers.keySet().forEach(applied::initLabelValues);
        this.durations = Histogram.builder()
                .name("message_apply_duration_seconds")
                .help("A transaction that messages of one type take effect in, from its begin to its commit")
                .labelNames("type")
                .classicUpperBounds(.005, .01, .025, .05, .1, .25, .5, 1, 5)
                .classicOnly()
                .register(metrics);
        handlers.keySet().forEach(durations::initLabelValues);
        GaugeWithCallback.builder()
                .name("message_broker_connections")
                .help("The consumer's connections to brokers, 0 while none can be reached, or none answers")
                .callback(gauge -> gauge.call(connections()))
                .register(metrics);
        this.deadLetters = new DeadLetters(group, () -> KafkaClients.letterProducer(bootstrapServers), topics, metrics);
    }

    @Override
    public Worker worker() {
        return worker;
    }

    @Override
    public boolean hasWhatItNeeds() {
        return topics.areThere();
    }

    /** Finishes the batch at hand and leaves the group, so that others go on at once. */
    @Override
    public void stop() {
        worker.stop();
        deadLetters.close();
    }

    private void wake() {
        Consumer<byte[], byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
    }

    /** The system of a broker that hangs keeps its connections; heartbeats alone would be answered each other second. */
    private double connections() {
        Consumer<byte[], byte[]> reading = consumer;
        return reading == null || measured(reading, "response-rate") == 0 ? 0 : measured(reading, "connection-count");
    }

    /** Of all brokers, within the last minute where it is a rate. */
    private static double measured(Consumer<byte[], byte[]> reading, String name) {
        return reading.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals(name)
                        && metric.getKey().group().equals("consumer-metrics"))
                .mapToDouble(metric -> (double) metric.getValue().metricValue())
                .sum();
    }

    private void read(Worker self) throws InterruptedException {
        try (Consumer<byte[], byte[]> reading = consumers.get()) {
            consumer = reading;
            Intake intake = new Intake(reading, lanes, progress);
            lanes.clear();
            try {
                reading.subscribe(topics.names(), intake);
                while (!self.isStopping()) {
                    topics.look(reading);
                    reading.poll(pollFor()).forEach(record -> take(record, intake));
                    intake.measure();
                    int subjects = attempt(intake);
                    intake.settle();
                    intake.measure();
                    self.well();
                    if (subjects > 1) {
                        self.pause(GATHERING);
                    }
                }
            } catch (WakeupException stopped) {
                // asked to stop while waiting
            }
            intake.commit();
        }
    }

    private Duration pollFor() {
        return Duration.ofNanos(lanes.untilNextDue(POLL.toNanos()));
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Intake intake) {
        try {
            Message message = reader.read(record);
            MessageHandler handler = handlers.get(message.type());
            if (handler != null && handler.concerns(message)) {
                intake.add(new Delivery(record, message, null));
            }
        } catch (InvalidMessageException e) {
            intake.add(new Delivery(record, null, e));
        }
    }

    /** Returns how many subjects there was something to do for. */
    private int attempt(Intake intake) {
        if (lanes.isOutage()) {
            return 0;
        }
        long end = System.nanoTime() + ATTEMPT.toNanos();
        lanes.beginAttempt();
        List<Delivery> due = intake.due();
        due.stream().filter(delivery -> delivery.fault() != null).forEach(this::bury);
        List<Delivery> healthy =
                due.stream().filter(delivery -> delivery.fault() == null).toList();
        try {
            for (List<Delivery> run : Runs.of(healthy, d -> d.message().type(), MessageConsumer::partition)) {
                if (end - System.nanoTime() > 0) {
                    apply(run);
                }
            }
            lanes.outageIsOver();
        } catch (OutageException e) {
            Failures.brief(LOGGER.atWarn(), e.getCause()).log("Messages wait");
            lanes.outage(e.getCause());
        }
        return (int) due.stream().map(Delivery::lane).distinct().count();
    }

    /** Nothing can be applied now. */
    private static final class OutageException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OutageException(Throwable cause) {
            super(cause);
        }
    }

    private static TopicPartition partition(Delivery delivery) {
        return new TopicPartition(delivery.record().topic(), delivery.record().partition());
    }

    private void apply(List<Delivery> run) {
        List<Delivery> open = open(run);
        if (open.size() == 1) {
            applyAlone(open.get(0));
        } else if (!open.isEmpty()) {
            Throwable failure = commit(open);
            if (failure != null) {
                applyEach(open);
            }
        }
    }

    private List<Delivery> open(List<Delivery> run) {
        return run.stream().filter(delivery -> lanes.isOpen(delivery.lane())).toList();
    }

    private void applyEach(List<Delivery> run) {
        long end = System.nanoTime() + SEARCH.toNanos();
        for (Delivery delivery : run) {
            // what there is no time for is in the next batch, and those that were found are not
            if (end - System.nanoTime() > 0 && lanes.isOpen(delivery.lane())) {
                applyAlone(delivery);
            } else {
                lanes.skip(delivery.lane());
            }
        }
    }

    private void applyAlone(Delivery delivery) {
        Throwable failure = commit(List.of(delivery));
        if (failure == null) {
            return;
        }
        if (MessageFaults.areOfTheMessage(failure)) {
            lanes.release(delivery.lane());
            delivery.isAtFault(failure);
            bury(delivery);
        } else {
            hold(delivery, failure);
        }
    }

    private void hold(Delivery delivery, Throwable failure) {
        if (lanes.hold(delivery.lane(), failure, LONGEST_PAUSE)) {
            LOGGER.atWarn()
                    .addKeyValue("event.action", "message-held")
                    .addKeyValue("emporium.message_topic", delivery.record().topic())
                    .addKeyValue("emporium.message_partition", delivery.record().partition())
                    .addKeyValue("emporium.message_offset", delivery.record().offset())
                    .setCause(failure)
                    .log("A message waits, and what follows it of the same subject");
        }
    }

    private void bury(Delivery delivery) {
        if (!lanes.isOpen(delivery.lane())) {
            return;
        }
        try {
            deadLetters.add(delivery.record(), delivery.message(), delivery.fault());
            delivery.done();
            lanes.release(delivery.lane());
        } catch (KafkaException e) {
            hold(delivery, e);
        }
    }

    /** Returns why it failed, null when it took effect; throws when nothing else could take effect either. */
    private Throwable commit(List<Delivery> run) {
        long start = System.nanoTime();
        try {
            inTransaction(run);
            durations.labelValues(run.get(0).message().type()).observe((System.nanoTime() - start) / 1e9);
        } catch (RuntimeException | StackOverflowError e) {
            if (Transience.isOutage(e) && !databaseAnswers()) {
                throw new OutageException(e);
            }
            return e;
        }
        for (Delivery delivery : run) {
            delivery.done();
            lanes.release(delivery.lane());
        }
        return null;
    }

    /** What fails though it does is the trouble of one message. */
    private boolean databaseAnswers() {
        try {
            return jdbi.withHandle(handle ->
                    handle.createQuery("select true").mapTo(Boolean.class).one());
        } catch (RuntimeException e) {
            return false;
        }
    }

    private void inTransaction(List<Delivery> run) {
        MessageSpans spans =
                new MessageSpans(run.stream().map(Delivery::message).toList());
        try {
            jdbi.useTransaction(transaction -> {
                List<Message> fresh = unseen(transaction, spans.messages());
                if (!fresh.isEmpty()) {
                    handlers.get(fresh.get(0).type()).handle(transaction, fresh);
                    transaction.afterCommit(() -> fresh.forEach(this::tell));
                }
            });
        } catch (RuntimeException | StackOverflowError e) {
            spans.failed(e);
            throw e;
        } finally {
            spans.close();
        }
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

    private static List<Message> unseen(Handle transaction, List<Message> run) {
        UUID[] ids = run.stream().map(Message::id).sorted().toArray(UUID[]::new);
        Set<UUID> unseen = new HashSet<>(transaction
                .createQuery(
                        "insert into inbox (message_id) select unnest(:ids) on conflict do nothing returning message_id")
                .bind("ids", ids)
                .mapTo(UUID.class)
                .list());
        // a message that stands twice in the batch counts once
        return run.stream().filter(message -> unseen.remove(message.id())).toList();
    }
}
