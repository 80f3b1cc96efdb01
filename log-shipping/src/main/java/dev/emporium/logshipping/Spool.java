package dev.emporium.logshipping;

import dev.emporium.platform.Failures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits to be sent, in chunks that are files of a folder, up to a limit. A process has a folder to itself, by a
 * lock that ends with it; what it leaves there the next process finds. Where no folder can be written to, chunks stay
 * in memory, up to a smaller limit. Thread safe.
 */
final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final int CHUNK = 256 << 10;
    private static final long MEMORY_LIMIT = 8L << 20;
    private static final String SUFFIX = ".chunk";
    private static final int PROCESSES = 100;

    /**
     * Several entries that travel together.
     *
     * @param id the same each time it is sent, by whichever process
     */
    record Chunk(String id, Path file, byte[] bytes, long size) {}

    private final Path folder;
    private final FileChannel lock;
    private final long limit;
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private long size;
    private long number;
    private OutputStream out;
    private Path file;
    private String id;
    private int written;

    /** @param lock null to keep chunks in memory */
    private Spool(Path folder, FileChannel lock, long limit) throws IOException {
        this.folder = folder;
        this.lock = lock;
        this.limit = limit;
        if (lock != null) {
            adopt();
        }
    }

    static Spool in(Path parent, String name, long limit) {
        try {
            for (int i = 0; i < PROCESSES; i++) {
                Path folder = Files.createDirectories(parent.resolve(i == 0 ? name : name + "-" + i));
                FileChannel lock = lock(folder);
                if (lock != null) {
                    return new Spool(folder, lock, limit);
                }
            }
            LOG.warn("Lines wait in memory alone: every folder for them is taken");
        } catch (IOException e) {
            Failures.brief(LOG.atWarn(), e).log("Lines wait in memory alone: no folder for them can be written to");
        }
        try {
            return new Spool(null, null, Math.min(limit, MEMORY_LIMIT));
        } catch (IOException e) {
            throw new UncheckedIOException("no input or output is involved", e);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // somebody else within this process
        }
        channel.close();
        return null;
    }

    private void adopt() throws IOException {
        List<Path> left;
        try (var files = Files.list(folder)) {
            left = files.filter(path -> path.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
        for (Path path : left) {
            String name = path.getFileName().toString();
            Chunk chunk = new Chunk(
                    name.substring(name.indexOf('-') + 1, name.length() - SUFFIX.length()),
                    path,
                    null,
                    Files.size(path));
            chunks.add(chunk);
            size += chunk.size();
            number = Long.parseLong(name.substring(0, name.indexOf('-'))) + 1;
        }
    }

    /** Takes whole entries in, or nothing when there is no room. */
    synchronized boolean add(byte[] entries) {
        if (size + entries.length > limit) {
            return false;
        }
        try {
            if (out == null) {
                open();
            }
            out.write(entries);
            written += entries.length;
            size += entries.length;
            if (written >= CHUNK) {
                seal();
            }
            return true;
        } catch (IOException e) {
            // what is half written is left out when the chunk is sent
            seal();
            return false;
        }
    }

    private void open() throws IOException {
        id = UUID.randomUUID().toString().replace("-", "");
        written = 0;
        if (lock == null) {
            out = new ByteArrayOutputStream(CHUNK);
        } else {
            file = folder.resolve("%016d-%s%s".formatted(number++, id, SUFFIX));
            out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
        }
    }

    private void seal() {
        if (out == null) {
            return;
        }
        byte[] bytes = out instanceof ByteArrayOutputStream memory ? memory.toByteArray() : null;
        try {
            out.close();
        } catch (IOException e) {
            // nothing was held back that closing could lose
        }
        out = null;
        chunks.add(new Chunk(id, file, bytes, written));
    }

    /** The chunk that has waited longest, without taking it away; null when nothing waits. */
    synchronized Chunk oldest() {
        if (chunks.isEmpty()) {
            seal();
        }
        return chunks.peek();
    }

    byte[] read(Chunk chunk) throws IOException {
        try {
            return chunk.file() == null ? chunk.bytes() : Files.readAllBytes(chunk.file());
        } catch (NoSuchFileException e) {
            // somebody has tidied up: what is gone is not waited for
            return new byte[0];
        }
    }

    synchronized void remove(Chunk chunk) {
        chunks.remove(chunk);
        size -= chunk.size();
        if (chunk.file() != null) {
            try {
                Files.delete(chunk.file());
            } catch (IOException e) {
                // the next process sends it again
            }
        }
    }

    synchronized long size() {
        return size;
    }

    /** Leaves the folder, with what is in it, to the next process. */
    @Override
    public synchronized void close() {
        seal();
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                // it ends with the process
            }
        }
    }
}
