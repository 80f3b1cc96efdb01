package dev.emporium.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.local.CannotRun;
import dev.emporium.local.ProgramCache;
import dev.emporium.standalone.CommandLine.Option;
import dev.emporium.standalone.logs.LogIndex;
import dev.emporium.standalone.traces.RecordedSpan;
import dev.emporium.standalone.traces.TraceFiles;
import dev.emporium.standalone.traces.TraceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The program behind {@code run.sh}: starts the whole platform on this machine and looks after it, or asks about or
 * stops the one that runs. Exit codes: 0 fine, 1 not possible or not all ready, 2 not understood.
 */
public final class Standalone {

    private static final long START_MS = 180_000;

    private final Settings settings;
    private final RunFolder run;

    private Standalone(Settings settings) {
        this.settings = settings;
        this.run = new RunFolder(settings.data());
    }

    /** {@link CommandLine} says what it takes; the property {@code emporium.call} how run.sh was called, the property {@code emporium.home} names the repository. */
    public static void main(String[] arguments) throws Exception {
        try {
            Path home = Path.of(System.getProperty("emporium.home", "."));
            CommandLine command = CommandLine.parse(List.of(arguments));
            System.exit(new Standalone(Settings.of(home, System.getenv())).perform(command));
        } catch (CannotRun e) {
            fail(1, e.getMessage());
        } catch (IllegalArgumentException e) {
            fail(2, e.getMessage() + "; see " + Terminal.command("--help"));
        } catch (IOException | UncheckedIOException e) {
            fail(1, "The data folder cannot be used: " + reason(e));
        }
    }

    private static void fail(int code, String why) {
        System.err.println(Terminal.wrap(why, 0));
        System.exit(code);
    }

    /** The operating system's words, with the file that they are about. */
    private static String reason(Exception e) {
        Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
        if (cause instanceof AccessDeniedException denied) {
            return denied.getFile() + " must not be read or written by this user";
        }
        if (cause instanceof FileAlreadyExistsException file) {
            return file.getFile() + " is no folder";
        }
        return cause.getMessage();
    }

    private int perform(CommandLine command) throws IOException, InterruptedException {
        return switch (command.action()) {
            case START ->
                command.has(Option.DETACH) ? new Remote(settings, run).startDetached(command) : start(command);
            case STOP -> new Remote(settings, run).stop();
            case STATUS -> new Remote(settings, run).status();
            case LOGS -> {
                if (command.request() == null) {
                    new LogFiles(logs(), System.out).print(command.service(), command.has(Option.FOLLOW));
                } else {
                    tell(command.request());
                }
                yield 0;
            }
            case TRACE -> {
                trace(command.request());
                yield 0;
            }
        };
    }

    private Path logs() {
        return settings.data().resolve("logs");
    }

    private void tell(String request) throws IOException {
        List<JsonNode> lines = new Remote(settings, run).hasElasticsearch()
                ? RequestStory.fromIndex(new LogIndex(settings.elasticsearchUrl()), logs(), request)
                : RequestStory.fromFiles(logs(), request);
        if (lines.isEmpty()) {
            throw new CannotRun("Nothing was written for a request " + request);
        }
        RequestStory.print(lines, System.out);
    }

    private void trace(String request) throws IOException {
        List<RecordedSpan> spans = new TraceFiles(Tracing.folder(settings)).ofRequest(request);
        if (spans.isEmpty()) {
            throw new CannotRun(
                    new Remote(settings, run).isTraced()
                            ? "There is no trace of a request " + request
                                    + ": it takes a second to come, and only the latest are kept"
                            : "There is no trace of a request " + request
                                    + ": requests are recorded while the platform runs that "
                                    + Terminal.command("--tracing") + " starts. What was written for it: "
                                    + Terminal.command("logs --request " + request));
        }
        new TraceTree(spans).print(System.out);
    }

    private int start(CommandLine command) throws IOException, InterruptedException {
        run.requireSpace();
        Optional<FileLock> lock = run.lock();
        if (lock.isEmpty()) {
            throw new CannotRun("Emporium already runs on the data in " + settings.data() + ". See "
                    + Terminal.command("status") + ", or stop it with " + Terminal.command("stop"));
        }
        run.endLeftovers();
        if (command.has(Option.FRESH)) {
            forget();
        }
        Progress progress = new Progress();
        Supervisor supervisor = new Supervisor(settings, run, progress, command.options());
        supervisor.check();
        long pid = ProcessHandle.current().pid();
        run.record(new RunFolder.Entry(RunFolder.SUPERVISOR, pid, 0, RunFolder.State.STARTING));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(supervisor)));
        progress.say("platform", "starts, data in " + settings.data());
        boolean ready = supervisor.start(START_MS);
        if (ready) {
            new SampleCatalogue(settings, progress).load();
            if (command.has(Option.SEARCH)) {
                supervisor.index();
            }
            progress.say("platform", "ready");
            System.out.println(Welcome.text(settings, command.options()));
        }
        run.record(new RunFolder.Entry(RunFolder.SUPERVISOR, pid, 0, RunFolder.State.READY));
        if (ready) {
            supervisor.archiveClasses();
        }
        Thread.currentThread().join();
        return 0;
    }

    private void end(Supervisor supervisor) {
        System.out.println("\nStopping ...");
        supervisor.stop();
        run.record(new RunFolder.Entry(RunFolder.SUPERVISOR, 0, 0, RunFolder.State.STOPPED));
        System.out.println("Stopped. The data stay in " + settings.data());
    }

    /** Only what the platform itself has written: the folder may hold other things of the user's. */
    private void forget() throws IOException {
        List<String> folders = new ArrayList<>(List.of(
                "postgres",
                "kafka",
                "elasticsearch",
                "log-buffer",
                "traces",
                Watchers.PROMETHEUS,
                Watchers.ALERTMANAGER));
        folders.addAll(Simulators.NAMES);
        for (String folder : folders) {
            ProgramCache.deleteRecursively(settings.data().resolve(folder));
        }
        LogFiles.forget(logs());
        SecretFile.keyEncryption(settings.data()).forget();
        SecretFile.database(settings.data()).forget();
        for (Service service : settings.services()) {
            SecretFile.client(settings.data(), service).forget();
            SecretFile.database(settings.data(), service).forget();
        }
        Files.deleteIfExists(SampleCatalogue.marker(settings.data()));
    }
}
