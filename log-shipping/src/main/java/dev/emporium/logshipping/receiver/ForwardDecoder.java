package dev.emporium.logshipping.receiver;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ArrayValue;
import org.msgpack.value.Value;

/**
 * Reads the messages of one connection: Message, Forward, PackedForward and CompressedPackedForward modes, with times
 * in seconds or as EventTime. Used by one thread.
 */
public final class ForwardDecoder {
    private static final int EVENT_TIME = 0;

    private final MessageUnpacker messages;

    public ForwardDecoder(InputStream in) {
        messages = MessagePack.newDefaultUnpacker(in);
    }

    /** The next message; null when the connection ends between two. */
    public Chunk next() throws IOException {
        try {
            return messages.hasNext() ? chunk(messages.unpackValue().asArrayValue()) : null;
        } catch (MessagePackException e) {
            throw new IOException("not the forward protocol, or cut off", e);
        }
    }

    private static Chunk chunk(ArrayValue message) throws IOException {
        String tag = message.get(0).asRawValue().asString();
        Value second = message.get(1);
        if (second.isArrayValue()) {
            List<Chunk.Entry> entries = new ArrayList<>();
            for (Value entry : second.asArrayValue()) {
                entries.add(
                        entry(entry.asArrayValue().get(0), entry.asArrayValue().get(1)));
            }
            return new Chunk(tag, entries, id(option(message, 2)));
        }
        if (second.isRawValue()) {
            Map<String, Object> option = option(message, 2);
            boolean compressed = "gzip".equals(option.get("compressed"));
            return new Chunk(tag, packed(second.asRawValue().asByteArray(), compressed), id(option));
        }
        return new Chunk(tag, List.of(entry(second, message.get(2))), id(option(message, 3)));
    }

    private static List<Chunk.Entry> packed(byte[] bytes, boolean compressed) throws IOException {
        InputStream plain = new ByteArrayInputStream(bytes);
        try (MessageUnpacker packed = MessagePack.newDefaultUnpacker(compressed ? new GZIPInputStream(plain) : plain)) {
            List<Chunk.Entry> entries = new ArrayList<>();
            while (packed.hasNext()) {
                ArrayValue entry = packed.unpackValue().asArrayValue();
                entries.add(entry(entry.get(0), entry.get(1)));
            }
            return entries;
        }
    }

    private static Chunk.Entry entry(Value time, Value record) {
        return new Chunk.Entry(time(time), map(record));
    }

    private static Instant time(Value time) {
        if (time.isExtensionValue() && time.asExtensionValue().getType() == EVENT_TIME) {
            ByteBuffer parts = ByteBuffer.wrap(time.asExtensionValue().getData());
            return Instant.ofEpochSecond(
                    Integer.toUnsignedLong(parts.getInt()), Integer.toUnsignedLong(parts.getInt()));
        }
        return Instant.ofEpochSecond(time.asIntegerValue().asLong());
    }

    private static Map<String, Object> option(ArrayValue message, int place) {
        return message.size() > place && message.get(place).isMapValue() ? map(message.get(place)) : Map.of();
    }

    private static String id(Map<String, Object> option) {
        return (String) option.get("chunk");
    }

    private static Map<String, Object> map(Value value) {
        Map<String, Object> map = new LinkedHashMap<>();
        value.asMapValue()
                .entrySet()
                .forEach(entry -> map.put(entry.getKey().asRawValue().asString(), plain(entry.getValue())));
        return map;
    }

    private static Object plain(Value value) {
        return switch (value.getValueType()) {
            case NIL -> null;
            case BOOLEAN -> value.asBooleanValue().getBoolean();
            case INTEGER -> value.asIntegerValue().asLong();
            case FLOAT -> value.asFloatValue().toDouble();
            case ARRAY ->
                value.asArrayValue().list().stream().map(ForwardDecoder::plain).toList();
            case MAP -> map(value);
            default -> value.asRawValue().asString();
        };
    }
}
