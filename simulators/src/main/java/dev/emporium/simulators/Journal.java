package dev.emporium.simulators;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * A file of JSON lines that only grows. What is written survives the process, however it ends; the machine's end it may
 * not. A line that a dying process has not finished was never answered, and is cut off. Not thread safe.
 */
final class Journal implements AutoCloseable {
    private final ObjectMapper json;
    private final FileChannel file;

    /** @param earlier told of each line that is there */
    Journal(Path path, ObjectMapper json, Consumer<Entry> earlier) {
        this.json = json;
        try {
            Files.createDirectories(path.getParent());
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (file.tryLock() == null) {
                throw new IOException("another process has " + path);
            }
            String text = Files.readString(path);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            for (String line : whole.lines().toList()) {
                earlier.accept(json.readValue(line, Entry.class));
            }
            file.truncate(whole.getBytes(StandardCharsets.UTF_8).length);
            file.position(file.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One change.
     *
     * @param key the Idempotency-Key that it was asked for under, or null
     * @param request what was asked for under it, or null
     * @param refund null when it is none
     */
    record Entry(String key, String request, Intent intent, Refund refund) {}

    void write(Entry entry) {
        try {
            ByteBuffer line = ByteBuffer.wrap((json.writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                file.write(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
