package dev.emporium.logshipping.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

class ForwardReceiverIT {
    private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123456789Z");

    private final BlockingQueue<Chunk> received = new LinkedBlockingQueue<>();
    private boolean refusing;
    private ForwardReceiver receiver;
    private Socket connection;

    @BeforeEach
    void connect() throws IOException {
        receiver = new ForwardReceiver(0, chunk -> {
            if (refusing) {
                throw new IOException("the disk is full");
            }
            received.add(chunk);
        });
        connection = new Socket(InetAddress.getLoopbackAddress(), receiver.port());
        connection.setSoTimeout(60_000);
    }

    @AfterEach
    void close() throws IOException {
        connection.close();
        receiver.close();
    }

    @Test
    void readsASingleMessage() throws Exception {
        send(packer -> {
            packer.packArrayHeader(3).packString("emporium.test").packLong(TIME.getEpochSecond());
            record(packer, "one");
        });

        assertThat(next())
                .isEqualTo(new Chunk(
                        "emporium.test",
                        List.of(new Chunk.Entry(
                                Instant.ofEpochSecond(TIME.getEpochSecond()), Map.of("message", "one", "count", 7L))),
                        null));
    }

    @Test
    void readsAForwardOfSeveralAndAcknowledgesIt() throws Exception {
        send(packer -> {
            packer.packArrayHeader(3).packString("emporium.test").packArrayHeader(2);
            entry(packer, "one");
            entry(packer, "two");
            packer.packMapHeader(1).packString("chunk").packString("c1");
        });

        assertThat(messages(next())).containsExactly("one", "two");
        assertThat(acknowledged()).isEqualTo("c1");
    }

    @Test
    void readsAPackedForwardWithNanosecondsAndAcknowledgesIt() throws Exception {
        sendPacked("c2", packed("one", "two", "three"), false);

        Chunk chunk = next();
        assertThat(messages(chunk)).containsExactly("one", "two", "three");
        assertThat(chunk.entries().get(0).time()).isEqualTo(TIME);
        assertThat(acknowledged()).isEqualTo("c2");
    }

    @Test
    void readsACompressedPackedForwardOfSeveralGzipMembers() throws Exception {
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.write(gzip(packed("one")));
        twice.write(gzip(packed("two")));
        sendPacked("c3", twice.toByteArray(), true);

        assertThat(messages(next())).containsExactly("one", "two");
        assertThat(acknowledged()).isEqualTo("c3");
    }

    @Test
    void acknowledgesNothingThatWasNotKept() throws Exception {
        refusing = true;
        sendPacked("c4", packed("one"), false);

        assertThat(connection.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void endsTheConnectionOfWhoSpeaksAnotherProtocol() throws Exception {
        connection.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes());

        assertThat(connection.getInputStream().read()).isEqualTo(-1);
        assertThat(received).isEmpty();
    }

    private interface Packing {
        void into(MessageBufferPacker packer) throws IOException;
    }

    private static byte[] bytes(Packing packing) throws IOException {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packing.into(packer);
            return packer.toByteArray();
        }
    }

    private void send(Packing packing) throws IOException {
        connection.getOutputStream().write(bytes(packing));
    }

    private void sendPacked(String id, byte[] entries, boolean compressed) throws IOException {
        send(packer -> {
            packer.packArrayHeader(3).packString("emporium.test").packBinaryHeader(entries.length);
            packer.writePayload(entries);
            packer.packMapHeader(compressed ? 2 : 1).packString("chunk").packString(id);
            if (compressed) {
                packer.packString("compressed").packString("gzip");
            }
        });
    }

    private static byte[] packed(String... messages) throws IOException {
        return bytes(packer -> {
            for (String message : messages) {
                entry(packer, message);
            }
        });
    }

    private static void entry(MessageBufferPacker packer, String message) throws IOException {
        packer.packArrayHeader(2).packExtensionTypeHeader((byte) 0, 8);
        packer.writePayload(ByteBuffer.allocate(8)
                .putInt((int) TIME.getEpochSecond())
                .putInt(TIME.getNano())
                .array());
        record(packer, message);
    }

    private static void record(MessageBufferPacker packer, String message) throws IOException {
        packer.packMapHeader(2)
                .packString("message")
                .packString(message)
                .packString("count")
                .packLong(7);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        }
        return compressed.toByteArray();
    }

    private Chunk next() throws InterruptedException {
        return received.poll(60, TimeUnit.SECONDS);
    }

    private static List<Object> messages(Chunk chunk) {
        return chunk.entries().stream()
                .map(entry -> entry.record().get("message"))
                .toList();
    }

    private String acknowledged() throws IOException {
        MessageUnpacker answer = MessagePack.newDefaultUnpacker(connection.getInputStream());
        assertThat(answer.unpackMapHeader()).isEqualTo(1);
        assertThat(answer.unpackString()).isEqualTo("ack");
        return answer.unpackString();
    }
}
