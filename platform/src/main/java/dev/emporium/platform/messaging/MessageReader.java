package dev.emporium.platform.messaging;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads a message out of a record, whatever that holds. Thread safe. */
final class MessageReader {
    private final ObjectReader reader;

    MessageReader(ObjectMapper json) {
        // a newer sender may say more than this version knows
        this.reader = json.readerFor(Message.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /** @throws InvalidMessageException when it holds none */
    Message read(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            throw new InvalidMessageException("a record without a key");
        }
        if (record.value() == null) {
            throw new InvalidMessageException("a record without a value");
        }
        Message message = parse(record.value());
        if (message == null) {
            throw new InvalidMessageException("null");
        }
        return message.causedBy(Envelope.traceparent(record.headers()));
    }

    private Message parse(byte[] value) {
        try {
            // a decoder of its own: Jackson would guess the encoding, and a String's constructor forgives
            return reader.readValue(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString());
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new InvalidMessageException("no message", e);
        }
    }
}
