package dev.emporium.simulators.mail;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The last mails and text messages, a file each. When {@link #keep} returns, it is on the disk, and there however this
 * process or the machine ends. Thread safe.
 */
final class Mailbox {
    private static final String ENDING = ".json";

    private final NavigableMap<Long, Entry> entries = new TreeMap<>();
    private final ObjectMapper json;
    private final Path folder;
    private final int most;
    private long last;

    /**
     * What is remembered of each; the rest is on the disk.
     *
     * @param name by which one is known that comes a second time
     */
    record Entry(long id, String channel, String to, String name, String subject, Instant receivedAt) {}

    /** As it is written. */
    private record Kept(String channel, String to, String name, Instant receivedAt, byte[] body) {}

    Mailbox(Path folder, int most, ObjectMapper json) {
        this.folder = folder;
        this.most = most;
        this.json = json;
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    String name = file.getFileName().toString();
                    if (name.endsWith(ENDING)) {
                        long id = Long.parseLong(name.substring(0, name.length() - ENDING.length()));
                        remember(read(id));
                    } else {
                        // what was not answered for is as if it had not come
                        Files.deleteIfExists(file);
                    }
                }
            }
            forgetOld();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Keeps it, durably.
     *
     * @param name null: a mail says its own
     * @return its id; that of the earlier one when a text message comes again under its name
     */
    synchronized long keep(String channel, String to, String name, byte[] body) throws IOException {
        Optional<Entry> earlier = channel.equals("sms")
                ? entries.values().stream()
                        .filter(entry -> entry.channel.equals(channel) && entry.name.equals(name))
                        .findAny()
                : Optional.empty();
        if (earlier.isPresent()) {
            return earlier.get().id();
        }
        long id = last + 1;
        write(file(id), json.writeValueAsBytes(new Kept(channel, to, name, Instant.now(), body)));
        remember(read(id));
        forgetOld();
        return id;
    }

    private void write(Path file, byte[] bytes) throws IOException {
        Path unfinished = folder.resolve(file.getFileName() + ".unfinished");
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        // its name too
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private void remember(Received received) {
        entries.put(
                received.id(),
                new Entry(
                        received.id(),
                        received.channel(),
                        received.to(),
                        received.name(),
                        received.subject(),
                        received.receivedAt()));
        last = Math.max(last, received.id());
    }

    private void forgetOld() throws IOException {
        while (entries.size() > most) {
            Files.deleteIfExists(file(entries.firstKey()));
            entries.pollFirstEntry();
        }
    }

    /** The newest first; only those to the address or number, if one is given. */
    synchronized List<Entry> list(String channel, String to) {
        return entries.descendingMap().values().stream()
                .filter(entry -> channel == null || entry.channel.equals(channel))
                .filter(entry -> to == null || List.of(entry.to.split(",")).contains(to))
                .toList();
    }

    /** Empty for one that is not, or no longer, here. */
    synchronized Optional<Received> find(long id) throws IOException {
        return entries.containsKey(id) ? Optional.of(read(id)) : Optional.empty();
    }

    /** As it came. */
    synchronized Optional<byte[]> raw(long id) throws IOException {
        return entries.containsKey(id) ? Optional.of(kept(id).body) : Optional.empty();
    }

    private Kept kept(long id) throws IOException {
        return json.readValue(Files.readAllBytes(file(id)), Kept.class);
    }

    private Received read(long id) throws IOException {
        Kept kept = kept(id);
        if (kept.channel.equals("mail")) {
            return Mime.read(id, kept.to, kept.receivedAt, kept.body);
        }
        String text = new String(kept.body, StandardCharsets.UTF_8);
        return new Received(id, kept.channel, kept.to, kept.name, text, kept.receivedAt, Map.of(), text, null);
    }

    private Path file(long id) {
        return folder.resolve(id + ENDING);
    }
}
