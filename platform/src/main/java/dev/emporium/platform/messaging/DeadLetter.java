package dev.emporium.platform.messaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What is known of a dead letter. Its record has the key, value and headers of the record that it was, byte for byte,
 * and after these one header more, {@value #HEADER}, with this as JSON.
 *
 * @param service whose letter it is: who could not apply it
 * @param reason the exception's class, by its simple name
 * @param detail what the exception said, or null
 * @param topic where it came from, with partition, offset and time
 * @param cut what of it was left out, null when it is whole
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeadLetter(
        String service, String reason, String detail, String topic, int partition, long offset, Instant time, Cut cut) {
    static final String HEADER = "dead-letter";
    private static final String SUFFIX = ".dead-letter";
    private static final int LONGEST_DETAIL = 500;
    private static final int KEPT_OF_THE_KEY = 1 << 10;
    private static final int KEPT_OF_THE_HEADERS = 16 << 10;
    private static final int KEPT_OF_THE_VALUE = 64 << 10;

    /** Of its own, so that every version reads what another has written. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * A record too large to be kept: key, headers and value begin as they did.
     *
     * @param keyBytes how long the key was
     * @param headers how many headers there were
     * @param valueBytes how long the value was
     * @param valueSha256 the hash of all of the value, in hexadecimal digits
     */
    record Cut(int keyBytes, int headers, int valueBytes, String valueSha256) {}

    static DeadLetter of(String service, ConsumerRecord<byte[], byte[]> record, Throwable fault) {
        Throwable told = MessageFaults.innermost(fault);
        return new DeadLetter(
                service,
                told.getClass().getSimpleName(),
                detail(told.getMessage()),
                record.topic(),
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                null);
    }

    private static String detail(String message) {
        if (message == null) {
            return null;
        }
        String start = message.substring(0, Math.min(LONGEST_DETAIL, message.length()));
        // half a character cannot be written
        return new String(start.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    static String topicOf(String topic) {
        return topic + SUFFIX;
    }

    static boolean isTopicOfLetters(String topic) {
        return topic.endsWith(SUFFIX);
    }

    /** The letter with all that the record holds. */
    ProducerRecord<byte[], byte[]> whole(ConsumerRecord<byte[], byte[]> record) {
        return letter(record.key(), record.value(), List.of(record.headers().toArray()));
    }

    /** The letter with the beginning of what the record holds, its length and its hash. */
    ProducerRecord<byte[], byte[]> head(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        Cut left = new Cut(
                record.key() == null ? 0 : record.key().length,
                record.headers().toArray().length,
                value.length,
                sha256(value));
        return new DeadLetter(service, reason, detail, topic, partition, offset, time, left)
                .letter(
                        start(record.key(), KEPT_OF_THE_KEY),
                        start(record.value(), KEPT_OF_THE_VALUE),
                        start(record.headers()));
    }

    private ProducerRecord<byte[], byte[]> letter(byte[] key, byte[] value, List<Header> headers) {
        // the time is that of the letter: the topic keeps it from now on, not from when the message was sent
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(topicOf(topic), null, null, key, value, headers);
        try {
            letter.headers().add(HEADER, JSON.writeValueAsBytes(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers can be written", e);
        }
        return letter;
    }

    /** What is said of a letter; empty when the record is none. */
    static Optional<DeadLetter> of(ConsumerRecord<byte[], byte[]> letter) {
        Header[] headers = letter.headers().toArray();
        if (headers.length == 0 || !headers[headers.length - 1].key().equals(HEADER)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(headers[headers.length - 1].value(), DeadLetter.class));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** The record that the letter was, to be sent where it came from. */
    ProducerRecord<byte[], byte[]> original(ConsumerRecord<byte[], byte[]> letter) {
        List<Header> headers = List.of(letter.headers().toArray());
        return new ProducerRecord<>(
                topic, null, null, letter.key(), letter.value(), headers.subList(0, headers.size() - 1));
    }

    private static byte[] start(byte[] bytes, int length) {
        return bytes == null || bytes.length <= length ? bytes : Arrays.copyOf(bytes, length);
    }

    private static List<Header> start(Headers headers) {
        List<Header> kept = new ArrayList<>();
        int left = KEPT_OF_THE_HEADERS;
        for (Header header : headers) {
            left -= header.key().length() * 3 + (header.value() == null ? 0 : header.value().length);
            if (left < 0) {
                break;
            }
            kept.add(header);
        }
        return kept;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
