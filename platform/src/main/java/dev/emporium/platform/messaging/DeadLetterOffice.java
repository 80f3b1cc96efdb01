package dev.emporium.platform.messaging;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * What operators do with the dead letters of a service: look at them, and send them once more to where they came from,
 * key, value and headers byte for byte. What was sent is noted beside the letters, so that who repeats it goes on where
 * it ended; a letter that is sent twice nevertheless, after a crash, has no second effect. Used by one thread.
 */
public final class DeadLetterOffice {
    private static final String SENT = "dead-letter-sent";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int AT_ONCE = 100;

    /**
     * Which letters are meant; what is null does not matter.
     *
     * @param topic where they came from
     * @param reason how their reason begins
     * @param since when they became letters, at the earliest
     * @param until before when
     * @param id partition and offset among the letters, as {@code list} shows it, such as {@code 0:17}
     */
    public record Wanted(String topic, String reason, Instant since, Instant until, String id) {
        private boolean includes(ConsumerRecord<byte[], byte[]> record, DeadLetter letter) {
            Instant time = Instant.ofEpochMilli(record.timestamp());
            return (topic == null || letter.topic().equals(topic))
                    && (reason == null
                            || letter.reason().toLowerCase(Locale.ROOT).startsWith(reason.toLowerCase(Locale.ROOT)))
                    && (since == null || !time.isBefore(since))
                    && (until == null || time.isBefore(until))
                    && (id == null || id.equals(number(record)));
        }
    }

    private final String bootstrapServers;
    private final String service;
    private final PrintStream out;

    /** @param service whose letters they are */
    public DeadLetterOffice(String bootstrapServers, String service, PrintStream out) {
        this.bootstrapServers = bootstrapServers;
        this.service = service;
        this.out = out;
    }

    /** A line for each. */
    public void list(Wanted wanted) {
        tell(wanted, (record, letter) -> {});
    }

    /** All that is known of each, and what it holds. */
    public void show(Wanted wanted) {
        tell(wanted, this::show);
    }

    private void tell(Wanted wanted, BiConsumer<ConsumerRecord<byte[], byte[]>, DeadLetter> more) {
        int[] count = {0};
        Set<String> sent = sent(wanted);
        each(wanted, (record, letter) -> {
            count[0]++;
            out.println(line(record, letter, sent.contains(place(record))));
            more.accept(record, letter);
        });
        out.println(count[0] + (count[0] == 1 ? " letter" : " letters"));
    }

    /**
     * Sends each that is whole and was not sent before.
     *
     * @throws IllegalStateException when Kafka did not take all of them; to be repeated
     */
    public void send(Wanted wanted) {
        Set<String> sent = sent(wanted);
        try (Producer<byte[], byte[]> producer = KafkaClients.letterProducer(bootstrapServers)) {
            Sending sending = new Sending(producer, sent);
            each(wanted, sending::add);
            sending.flush();
            out.println(sending.done + " sent, " + sending.before + " were sent before, " + sending.cut
                    + " cannot be sent since only their beginning was kept, " + sending.refused.size() + " refused");
            if (!sending.refused.isEmpty()) {
                throw new IllegalStateException("Kafka refused " + String.join(", ", sending.refused));
            }
        }
    }

    private final class Sending {
        private final Producer<byte[], byte[]> producer;
        private final Set<String> sent;
        private final Map<ConsumerRecord<byte[], byte[]>, Future<?>> underWay = new LinkedHashMap<>();
        private final Set<String> refused = new TreeSet<>();
        private int done;
        private int before;
        private int cut;

        Sending(Producer<byte[], byte[]> producer, Set<String> sent) {
            this.producer = producer;
            this.sent = sent;
        }

        void add(ConsumerRecord<byte[], byte[]> record, DeadLetter letter) {
            if (sent.contains(place(record))) {
                before++;
            } else if (letter.cut() != null) {
                cut++;
            } else {
                underWay.put(record, producer.send(letter.original(record)));
                if (underWay.size() == AT_ONCE) {
                    flush();
                    out.println(done + " sent");
                }
            }
        }

        /** Waits for those under way, and notes which Kafka has. */
        void flush() {
            List<Future<?>> notes = new ArrayList<>();
            underWay.forEach((record, answer) -> {
                try {
                    await(answer);
                    notes.add(producer.send(note(record)));
                    done++;
                } catch (KafkaException e) {
                    refused.add(number(record) + " (" + e.getMessage() + ")");
                }
            });
            underWay.clear();
            notes.forEach(DeadLetterOffice::await);
        }
    }

    private static void await(Future<?> answer) {
        try {
            answer.get();
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    private static ProducerRecord<byte[], byte[]> note(ConsumerRecord<byte[], byte[]> letter) {
        byte[] offset = Long.toString(letter.offset()).getBytes(StandardCharsets.US_ASCII);
        return new ProducerRecord<>(
                letter.topic(), letter.partition(), null, null, new byte[0], List.of(new RecordHeader(SENT, offset)));
    }

    /** The places of the letters that were sent before. */
    private Set<String> sent(Wanted wanted) {
        Set<String> sent = new HashSet<>();
        read(wanted.topic(), record -> {
            Header note = record.headers().lastHeader(SENT);
            if (note != null && record.key() == null && record.headers().toArray().length == 1) {
                sent.add(
                        place(record.topic(), record.partition(), new String(note.value(), StandardCharsets.US_ASCII)));
            }
        });
        return sent;
    }

    private void each(Wanted wanted, BiConsumer<ConsumerRecord<byte[], byte[]>, DeadLetter> use) {
        read(wanted.topic(), record -> {
            Optional<DeadLetter> letter = DeadLetter.of(record);
            if (letter.isPresent() && letter.get().service().equals(service) && wanted.includes(record, letter.get())) {
                use.accept(record, letter.get());
            }
        });
    }

    /** What is there now, in the order of each partition. */
    private void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> use) {
        try (var consumer = KafkaClients.consumer(bootstrapServers, service + "-dead-letters")) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            Set<TopicPartition> unfinished = new HashSet<>(partitions);
            unfinished.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
            while (!unfinished.isEmpty()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                        use.accept(record);
                    }
                }
                unfinished.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
            }
        }
    }

    private static List<TopicPartition> partitions(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer, String topic) {
        return consumer.listTopics(PATIENCE).entrySet().stream()
                .filter(each -> topic == null
                        ? DeadLetter.isTopicOfLetters(each.getKey())
                        : each.getKey().equals(DeadLetter.topicOf(topic)))
                .map(Map.Entry::getValue)
                .flatMap(Collection::stream)
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
    }

    private static String number(ConsumerRecord<?, ?> record) {
        return record.partition() + ":" + record.offset();
    }

    private static String place(ConsumerRecord<?, ?> record) {
        return place(record.topic(), record.partition(), Long.toString(record.offset()));
    }

    private static String place(String topic, int partition, String offset) {
        return topic + " " + partition + ":" + offset;
    }

    private static String line(ConsumerRecord<byte[], byte[]> record, DeadLetter letter, boolean sent) {
        return String.join(
                "  ",
                letter.topic(),
                number(record),
                Instant.ofEpochMilli(record.timestamp()).toString(),
                letter.reason(),
                (record.value() == null ? 0 : record.value().length) + " bytes"
                        + (letter.cut() == null ? "" : " of " + letter.cut().valueBytes())
                        + (sent ? ", sent" : ""));
    }

    private void show(ConsumerRecord<byte[], byte[]> record, DeadLetter letter) {
        out.println("  stood in  " + letter.topic() + " " + letter.partition() + ":" + letter.offset() + " of "
                + letter.time());
        out.println("  detail    " + legible(bytes(letter.detail())));
        if (letter.cut() != null) {
            out.println("  cut       " + letter.cut());
        }
        Header[] headers = record.headers().toArray();
        for (int i = 0; i < headers.length - 1; i++) {
            out.println("  header    " + legible(bytes(headers[i].key())) + " = " + legible(headers[i].value()));
        }
        out.println("  key       " + legible(record.key()));
        out.println("  value     " + legible(record.value()));
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** As text where it is one that a terminal shows as it is, in base64 otherwise. */
    private static String legible(byte[] bytes) {
        if (bytes == null) {
            return "null";
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean shown =
                text.codePoints().allMatch(c -> c == '\n' || c == '\t' || c != 0xFFFD && !Character.isISOControl(c));
        return shown ? text : "base64:" + Base64.getEncoder().encodeToString(bytes);
    }
}
