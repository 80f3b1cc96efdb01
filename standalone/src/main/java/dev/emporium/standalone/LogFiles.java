package dev.emporium.standalone;

import dev.emporium.local.CannotRun;
import dev.emporium.local.Processes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints what the processes have written, and what they go on to write. */
final class LogFiles {

    /** The property that names the file which this process itself writes, where it does. */
    static final String OWN = "emporium.log";

    private static final long POLL_MS = 300;

    private final Path folder;
    private final OutputStream out;
    private final Map<Path, Long> printed = new HashMap<>();
    private Path last;

    LogFiles(Path folder, OutputStream out) {
        this.folder = folder;
        this.out = out;
    }

    /** @param name null for all */
    void print(String name, boolean follow) throws IOException {
        List<Path> files = files();
        if (name != null) {
            Path wanted = folder.resolve(name + ".log");
            if (!files.contains(wanted)) {
                String known = files.stream()
                        .map(file -> file.getFileName().toString().replaceAll("\\.log$", ""))
                        .collect(Collectors.joining(", "));
                throw new CannotRun("There is no log of " + name + ". There is: " + known);
            }
            files = List.of(wanted);
        }
        do {
            for (Path file : files) {
                printNew(file, files.size() > 1);
            }
            out.flush();
        } while (follow && Processes.pause(POLL_MS));
    }

    /** Deletes all but the one that this process itself writes: whoever opened that has emptied it. */
    static void forget(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        String own = System.getProperty(OWN);
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!file.toString().equals(own)) {
                    Files.delete(file);
                }
            }
        }
    }

    /** From now on only what is new. */
    void skipToEnd(Path file) throws IOException {
        printed.put(file, Files.exists(file) ? Files.size(file) : 0);
    }

    void printNew(Path file, boolean withName) throws IOException {
        Long known = printed.get(file);
        long from = known == null ? 0 : known;
        if (known == null || Files.exists(file) && Files.size(file) < from) {
            // a shorter file is a new one, and what was before it stands beside it
            printFrom(BoundedLog.older(file), from, withName, file);
            from = 0;
        }
        printed.put(file, printFrom(file, from, withName, file));
    }

    /** Returns how far it came. */
    private long printFrom(Path part, long from, boolean withName, Path file) throws IOException {
        if (!Files.exists(part) || Files.size(part) <= from) {
            return from;
        }
        if (withName && !file.equals(last)) {
            out.write(("==> " + file.getFileName() + " <==\n").getBytes());
            last = file;
        }
        try (RandomAccessFile reader = new RandomAccessFile(part.toFile(), "r")) {
            reader.seek(from);
            byte[] buffer = new byte[1 << 16];
            for (int count = reader.read(buffer); count > 0; count = reader.read(buffer)) {
                out.write(buffer, 0, count);
            }
            return reader.getFilePointer();
        }
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }
}
