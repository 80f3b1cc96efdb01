package dev.emporium.simulators;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
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
            file.truncate(read(earlier));
            file.position(file.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A line after the other, since the file may be larger than memory; by the channel that has the lock, which would be gone
     * with any other that is closed.
     *
     * @return where the last whole line ends
     */
    private long read(Consumer<Entry> earlier) throws IOException {
        InputStream bytes = new BufferedInputStream(Channels.newInputStream(file));
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long end = 0;
        for (int next = bytes.read(); next >= 0; next = bytes.read()) {
            if (next == '\n') {
                earlier.accept(json.readValue(line.toByteArray(), Entry.class));
                end += line.size() + 1;
                line.reset();
            } else {
                line.write(next);
            }
        }
        return end;
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
            long end = file.position();
            try {
                while (line.hasRemaining()) {
                    file.write(line);
                }
            } catch (IOException e) {
                // on a full disk a part was written, and the next line would go on from there
                file.truncate(end);
                throw e;
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
