package dev.emporium.logshipping;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessageInsufficientBufferException;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/**
 * The wire format of Fluentd's forward protocol, version 1: entries with the time to the nanosecond, in messages of the
 * PackedForward mode that ask to be acknowledged.
 */
final class ForwardMessage {
    private static final MessagePack.PackerConfig SMALL = new MessagePack.PackerConfig().withBufferSize(1_024);
    private static final byte EVENT_TIME = 0;

    private ForwardMessage() {}

    /** What a chunk of entries holds: up to where it is whole, and how many. */
    record Extent(int length, int entries) {}

    static byte[] entry(Instant time, Map<String, Object> line) {
        try (MessageBufferPacker entry = SMALL.newBufferPacker()) {
            entry.packArrayHeader(2).packExtensionTypeHeader(EVENT_TIME, 8);
            entry.writePayload(ByteBuffer.allocate(8)
                    .putInt((int) time.getEpochSecond())
                    .putInt(time.getNano())
                    .array());
            entry.packMapHeader(line.size());
            for (Map.Entry<String, Object> field : line.entrySet()) {
                entry.packString(field.getKey());
                if (field.getValue() instanceof Long number) {
                    entry.packLong(number);
                } else {
                    entry.packString((String) field.getValue());
                }
            }
            return entry.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("no input or output is involved", e);
        }
    }

    /** A process that was killed, or a full disk, leaves an entry in the middle. */
    static Extent extent(byte[] entries) {
        int length = 0;
        int count = 0;
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(entries)) {
            while (unpacker.hasNext()) {
                unpacker.skipValue();
                length = (int) unpacker.getTotalReadBytes();
                count++;
            }
        } catch (MessagePackException e) {
            // what comes after the last whole entry is lost
        } catch (IOException e) {
            throw new UncheckedIOException("no input or output is involved", e);
        }
        return new Extent(length, count);
    }

    static ByteBuffer[] packed(String tag, String chunkId, byte[] entries, Extent extent) {
        try (MessageBufferPacker head = SMALL.newBufferPacker();
                MessageBufferPacker option = SMALL.newBufferPacker()) {
            head.packArrayHeader(3).packString(tag).packBinaryHeader(extent.length());
            option.packMapHeader(2)
                    .packString("size")
                    .packInt(extent.entries())
                    .packString("chunk")
                    .packString(chunkId);
            return new ByteBuffer[] {
                ByteBuffer.wrap(head.toByteArray()),
                ByteBuffer.wrap(entries, 0, extent.length()),
                ByteBuffer.wrap(option.toByteArray())
            };
        } catch (IOException e) {
            throw new UncheckedIOException("no input or output is involved", e);
        }
    }

    /** The chunk that an answer acknowledges; null as long as the answer is not whole. */
    static String acknowledged(ByteBuffer answer) throws IOException {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(answer)) {
            Value chunk = unpacker.unpackValue().asMapValue().map().get(ValueFactory.newString("ack"));
            return chunk == null ? "" : chunk.asRawValue().asString();
        } catch (MessageInsufficientBufferException e) {
            return null;
        } catch (MessagePackException e) {
            throw new IOException("the answer is no acknowledgement", e);
        }
    }
}
