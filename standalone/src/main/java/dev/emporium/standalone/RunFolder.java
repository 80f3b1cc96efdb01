package dev.emporium.standalone;

import dev.emporium.local.CannotRun;
import dev.emporium.local.Processes;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What runs, written down in {@code <data>/run}, one file per process, so that another process can tell. A pid counts
 * only while its command line names this data folder: the number alone may have passed to a stranger.
 */
final class RunFolder {

    static final String SUPERVISOR = "supervisor";
    static final String ELASTICSEARCH = "elasticsearch";

    /** The folders by which those are known that are no Java processes, and bear no mark. */
    private static final List<String> OTHERS =
            List.of("postgres", "postgres.unfinished", Watchers.PROMETHEUS, Watchers.ALERTMANAGER);

    /** What they are called where they are installed. */
    private static final Set<String> PROGRAMS =
            Set.of("initdb", "postgres", "prometheus", "alertmanager", "prometheus-alertmanager");

    static final String LOG_RECEIVER = "log-receiver";
    private static final long LEAST_SPACE = 1 << 20;

    /** What the supervisor is doing with a process. */
    enum State {
        STARTING("starting"),
        READY("ready"),
        BACKING_OFF("backing off"),
        STOPPED("stopped");

        private final String words;

        State(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    record Entry(String name, long pid, int port, State state) {}

    private final Path data;
    private final Path folder;
    /** What could not be written yet, by name. */
    private final Map<String, Entry> left = new LinkedHashMap<>();

    RunFolder(Path data) {
        this.data = data;
        this.folder = data.resolve("run");
    }

    Path folder() {
        return folder;
    }

    /** Makes this process the only supervisor of the folder until it ends; empty if there is one already. */
    Optional<FileLock> lock() {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return Optional.ofNullable(channel.tryLock());
        } catch (IOException e) {
            throw new CannotRun("The data folder " + data + " cannot be written: " + e.getMessage());
        }
    }

    /** Writes it down; what cannot be written now, on a full disk, is kept for {@link #writeLeft()}. Never fails. */
    synchronized void record(Entry entry) {
        left.put(entry.name(), entry);
        writeLeft();
    }

    /** Writes what could not be written before. */
    synchronized void writeLeft() {
        left.values().removeIf(this::isWritten);
    }

    private boolean isWritten(Entry entry) {
        try {
            Path temporary = folder.resolve(entry.name() + ".new");
            Files.writeString(
                    temporary,
                    entry.pid() + "\n" + entry.port() + "\n" + entry.state().name() + "\n");
            Files.move(
                    temporary,
                    folder.resolve(entry.name() + ".pid"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** @throws CannotRun when not even a pid could be written down */
    void requireSpace() {
        if (isDiskFull()) {
            throw new CannotRun("There is no space left on the disk of the data folder " + data);
        }
    }

    boolean isDiskFull() {
        Path present = data;
        while (!Files.exists(present)) {
            present = present.getParent();
        }
        return present.toFile().getUsableSpace() < LEAST_SPACE;
    }

    /** What was written last, with a process that has gone shown as stopped. */
    Entry read(String name, int port) {
        try {
            List<String> lines = Files.readAllLines(folder.resolve(name + ".pid"));
            Entry entry = new Entry(
                    name, Long.parseLong(lines.get(0)), Integer.parseInt(lines.get(1)), State.valueOf(lines.get(2)));
            boolean waiting = entry.state() == State.BACKING_OFF && supervisor().isPresent();
            return waiting || isOurs(entry.pid()) ? entry : new Entry(name, 0, port, State.STOPPED);
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return new Entry(name, 0, port, State.STOPPED);
        }
    }

    /** The live supervisor of this folder. */
    Optional<ProcessHandle> supervisor() {
        return readPid(folder.resolve(SUPERVISOR + ".pid")).filter(this::isOurs).flatMap(ProcessHandle::of);
    }

    /** Live processes of this folder, of whatever supervisor. */
    List<Entry> alive() {
        List<Entry> alive = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return alive;
        }
        try (var files = Files.newDirectoryStream(folder, "*.pid")) {
            for (Path file : files) {
                String name = file.getFileName().toString().replaceAll("\\.pid$", "");
                readPid(file).filter(this::isOurs).ifPresent(pid -> alive.add(new Entry(name, pid, 0, State.STOPPED)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set<Long> written = alive.stream().map(Entry::pid).collect(Collectors.toSet());
        ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> !written.contains(pid) && isUnwritten(pid))
                .forEach(pid -> alive.add(new Entry("a process", pid, 0, State.STOPPED)));
        return alive;
    }

    /** A supervisor that is killed while it starts a process has not written it down yet. What a user has started is not meant. */
    private boolean isUnwritten(long pid) {
        List<String> arguments = Processes.arguments(pid);
        return Processes.isMarked(arguments, data)
                ? !arguments.contains(Standalone.class.getName())
                : namesOurFolder(arguments) && arguments.stream().anyMatch(RunFolder::isProgram);
    }

    private static boolean isProgram(String argument) {
        File file = new File(argument);
        return PROGRAMS.contains(file.getName()) && file.isFile();
    }

    private boolean namesOurFolder(List<String> arguments) {
        return OTHERS.stream().map(folder -> data.resolve(folder).toString()).anyMatch(arguments::contains);
    }

    /** Ends every back-off at once. */
    void wake() {
        try {
            // a new time takes no space
            Path wake = folder.resolve("wake");
            if (!wake.toFile().setLastModified(System.currentTimeMillis())) {
                Files.writeString(wake, "");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isWokenSince(long milliseconds) {
        return folder.resolve("wake").toFile().lastModified() > milliseconds;
    }

    private static Optional<Long> readPid(Path file) {
        try {
            return Optional.of(Long.parseLong(Files.readAllLines(file).get(0)));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private boolean isOurs(long pid) {
        List<String> arguments = Processes.arguments(pid);
        return Processes.isMarked(arguments, data) || namesOurFolder(arguments);
    }

    /** Ends what a supervisor that was killed has left behind, and tells each. */
    void endLeftovers() {
        List<ProcessHandle> leftovers = new ArrayList<>();
        for (Entry entry : alive()) {
            ProcessHandle.of(entry.pid())
                    .filter(process -> !process.equals(ProcessHandle.current()))
                    .ifPresent(process -> {
                        System.out.println("Ending " + entry.name() + " (pid " + entry.pid()
                                + "), which a killed supervisor has left");
                        Processes.stop(process);
                        leftovers.add(process);
                    });
        }
        for (ProcessHandle process : leftovers) {
            if (!Processes.awaitEnd(process, 8, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                Processes.awaitEnd(process, 5, TimeUnit.SECONDS);
            }
        }
    }
}
