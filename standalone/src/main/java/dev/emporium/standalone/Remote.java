package dev.emporium.standalone;

import dev.emporium.local.CannotRun;
import dev.emporium.local.Processes;
import dev.emporium.standalone.CommandLine.Option;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A platform seen from outside: another process than this one supervises it. */
final class Remote {

    private static final long POLL_MS = 100;
    private static final long READY_MS = 120_000;
    private static final int STOP_SECONDS = 30;
    /** How a supervisor ends that has told its reason. */
    private static final int SAID_WHY = 1;

    private final Settings settings;
    private final RunFolder run;

    Remote(Settings settings, RunFolder run) {
        this.settings = settings;
        this.run = run;
    }

    /** Starts a supervisor that outlives this process, shows what it says, and returns when the platform is ready. */
    int startDetached(CommandLine command) throws IOException {
        if (run.supervisor().isPresent()) {
            if (command.has(CommandLine.Option.FRESH)) {
                throw new CannotRun(
                        "Emporium runs; stop it with " + Terminal.command("stop") + " before it can start anew");
            }
            refuseWhatDoesNotRun(command.options());
            return startMissing();
        }
        run.requireSpace();
        Path log = settings.data().resolve("logs").resolve("supervisor.log");
        Files.createDirectories(log.getParent());
        if (command.has(CommandLine.Option.FRESH)) {
            Files.deleteIfExists(log);
        }
        LogFiles tail = new LogFiles(log.getParent(), System.out);
        tail.skipToEnd(log);
        Process supervisor = launch(command, log);
        while (supervisor.isAlive() && !isStarted(supervisor.pid()) && Processes.pause(POLL_MS)) {
            tail.printNew(log, false);
            System.out.flush();
        }
        tail.printNew(log, false);
        System.out.flush();
        if (!supervisor.isAlive() && supervisor.exitValue() != SAID_WHY) {
            throw new CannotRun("The supervisor has ended with code " + supervisor.exitValue() + ", see " + log
                    + (run.alive().isEmpty() ? "" : ". " + leftovers()));
        }
        return allReady() ? 0 : 1;
    }

    private Process launch(CommandLine wanted, Path log) throws IOException {
        List<String> options = new ArrayList<>(Jvm.SUPERVISOR_OPTIONS);
        options.add("-D" + LogFiles.OWN + "=" + log);
        List<String> command = Jvm.own(settings, options, Standalone.class, "start");
        wanted.options().stream()
                .filter(option -> option != CommandLine.Option.DETACH)
                .forEach(option -> command.addAll(option.words()));
        return new ProcessBuilder(Processes.inOwnSession(command))
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .start();
    }

    private boolean isStarted(long pid) {
        RunFolder.Entry supervisor = run.read(RunFolder.SUPERVISOR, 0);
        return supervisor.pid() == pid && supervisor.state() == RunFolder.State.READY;
    }

    private int startMissing() {
        run.wake();
        long deadline = System.currentTimeMillis() + READY_MS;
        while (!allReady()
                && System.currentTimeMillis() < deadline
                && run.supervisor().isPresent()) {
            Processes.pause(POLL_MS);
        }
        int code = status();
        if (run.supervisor().isEmpty()) {
            throw new CannotRun("The supervisor has ended meanwhile, see " + Terminal.command("logs supervisor"));
        }
        if (code == 0) {
            System.out.println(Welcome.text(settings, options()));
        }
        return code;
    }

    private void refuseWhatDoesNotRun(Set<Option> wanted) {
        Set<Option> missing = EnumSet.copyOf(wanted);
        missing.remove(Option.DETACH);
        missing.removeAll(options());
        if (!missing.isEmpty()) {
            String words =
                    missing.stream().flatMap(option -> option.words().stream()).collect(Collectors.joining(" "));
            throw new CannotRun("Emporium runs without " + words + ": stop it with " + Terminal.command("stop")
                    + ", then start it with " + words);
        }
    }

    /** What was said to the one that runs. */
    private Set<Option> options() {
        List<String> arguments = run.supervisor()
                .map(process -> Processes.arguments(process.pid()))
                .orElse(List.of());
        int program = arguments.indexOf(Standalone.class.getName());
        return CommandLine.parse(arguments.subList(program + 1, arguments.size()))
                .options();
    }

    private boolean keepsLogs() {
        return run.read(RunFolder.LOG_RECEIVER, 0).state() != RunFolder.State.STOPPED;
    }

    private static String leftovers() {
        return "It has left processes behind: " + Terminal.command("") + " or " + Terminal.command("stop")
                + " ends them";
    }

    private boolean allReady() {
        return entries().stream().allMatch(entry -> entry.state() == RunFolder.State.READY);
    }

    private List<RunFolder.Entry> entries() {
        List<RunFolder.Entry> entries = new ArrayList<>();
        entries.add(run.read(RunFolder.SUPERVISOR, 0));
        entries.add(run.read("postgres", settings.postgresPort()));
        entries.add(run.read("kafka", settings.kafkaPort()));
        entries.add(run.read("gateway", settings.gatewayPort()));
        new Simulators(settings).all().forEach(child -> entries.add(run.read(child.name(), child.port())));
        settings.services().forEach(service -> entries.add(run.read(service.name(), settings.port(service))));
        entries.addAll(logKeepers());
        entries.addAll(watchers());
        entries.addAll(traceKeepers());
        return entries;
    }

    private List<RunFolder.Entry> logKeepers() {
        return thoseThatRun(
                run.read(RunFolder.LOG_RECEIVER, settings.fluentdPort()),
                run.read(RunFolder.ELASTICSEARCH, settings.elasticsearchPort()));
    }

    private List<RunFolder.Entry> watchers() {
        return thoseThatRun(
                run.read(Watchers.ALERTMANAGER, settings.alertmanagerPort()),
                run.read(Watchers.PROMETHEUS, settings.prometheusPort()));
    }

    private List<RunFolder.Entry> traceKeepers() {
        return thoseThatRun(run.read(Tracing.RECEIVER, settings.otlpPort()));
    }

    /** Whether what happens now is recorded. */
    boolean isTraced() {
        return !traceKeepers().isEmpty();
    }

    /** They are there when they were asked for. */
    private static List<RunFolder.Entry> thoseThatRun(RunFolder.Entry... entries) {
        return Stream.of(entries)
                .filter(entry -> entry.state() != RunFolder.State.STOPPED)
                .toList();
    }

    /** Whether lines can be searched for. */
    boolean hasElasticsearch() {
        return keepsLogs() && run.read(RunFolder.ELASTICSEARCH, 0).state() == RunFolder.State.READY;
    }

    /** Prints a line for each process; 0 when all are ready. */
    int status() {
        System.out.printf("%-22s%8s%8s  %s%n", "NAME", "PID", "PORT", "STATE");
        for (RunFolder.Entry entry : entries()) {
            System.out.printf(
                    Locale.ROOT,
                    "%-22s%8s%8s  %s%n",
                    entry.name(),
                    entry.pid() == 0 ? "-" : entry.pid(),
                    entry.port() == 0 ? "-" : entry.port(),
                    entry.state());
        }
        if (run.supervisor().isEmpty() && !run.alive().isEmpty()) {
            System.out.println(Terminal.wrap("The supervisor is gone. " + leftovers(), 0));
        }
        return allReady() ? 0 : 1;
    }

    /** Ends the platform, with its supervisor's help if there is one. */
    int stop() {
        Optional<ProcessHandle> supervisor = run.supervisor();
        if (supervisor.isEmpty()) {
            if (run.alive().isEmpty()) {
                System.out.println("Emporium is not running on the data in " + settings.data());
            }
            run.endLeftovers();
            return 0;
        }
        System.out.println("Stopping Emporium (pid " + supervisor.get().pid() + ") ...");
        supervisor.get().destroy();
        if (!Processes.awaitEnd(supervisor.get(), STOP_SECONDS, TimeUnit.SECONDS)) {
            supervisor.get().destroyForcibly();
            Processes.awaitEnd(supervisor.get(), 5, TimeUnit.SECONDS);
        }
        run.endLeftovers();
        System.out.println("Stopped. The data stay in " + settings.data());
        return 0;
    }
}
