package dev.emporium.standalone;

import dev.emporium.local.Processes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Command lines of Java processes, all of this Java and all bearing the mark of the data folder. */
final class Jvm {

    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /**
     * A small machine wants small processes; which garbage collector is fastest does not matter at these sizes. The second
     * compiler, where it is used, copies less into what it compiles, and so is done in half the time: as in the images.
     */
    private static final List<String> FRUGAL = List.of(
            "-XX:+UseSerialGC",
            "-Xss512k",
            "-XX:FreqInlineSize=150",
            "-XX:InlineSmallCode=1000",
            "-XX:MaxInlineLevel=9",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dfile.encoding=UTF-8");

    /** Kafka and what sends log lines to Fluentd reach for memory in a way that Java warns of from 24 on. */
    private static final List<String> QUIET =
            Runtime.version().feature() < 23 ? List.of() : List.of("--sun-misc-unsafe-memory-access=allow");

    /** The same as in run.sh. */
    static final List<String> SUPERVISOR_OPTIONS = List.of("-Xms16m", "-Xmx64m", "-XX:TieredStopAtLevel=1");

    private Jvm() {}

    /** A main class of this module. */
    static List<String> own(Settings settings, List<String> options, Class<?> main, String... arguments) {
        List<String> command = start(settings, options);
        ClassArchive.ours(settings).ifPresent(classes -> command.addAll(classes.options(main.getSimpleName())));
        command.add("-Demporium.home=" + settings.home());
        command.add("-Demporium.call=" + Terminal.command(""));
        command.add("-Dlogback.configurationFile=dev/emporium/standalone/logback.xml");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The second compiler would double the work of a start and take a fifth more memory: for load tests only. */
    private static final String SERVICE_OPTIONS = "-Xms32m -Xmx192m -XX:TieredStopAtLevel=1";

    /**
     * Java 17 asks for the file of each class that it maps then, and ends where it finds none: as in the archive there is one
     * that PostgreSQL's driver has for later Javas alone.
     */
    private static final List<String> WATCHERS = List.of("-javaagent:", "-agentpath:", "-XX:StartFlightRecording");

    /**
     * A service; as its jar says, without the archive of classes, where a recording or an agent looks at what it loads.
     *
     * @param more options
     * @param folder where it starts from, if not from its jar
     * @param does {@code up} brings its database up to date, and serves then
     */
    static List<String> service(
            Settings settings, Service service, List<String> more, Optional<ServiceFolder> folder, String... does) {
        String options = settings.environment().getOrDefault("SERVICE_JAVA_OPTS", SERVICE_OPTIONS);
        List<String> command = start(settings, List.of(options.trim().split("\\s+")));
        command.addAll(more);
        String told = command + settings.environment().getOrDefault("JAVA_TOOL_OPTIONS", "");
        boolean lookedInto = WATCHERS.stream().anyMatch(told::contains);
        command.addAll(folder.filter(services -> !lookedInto)
                .map(services -> services.program(service))
                .orElse(List.of("-jar", service.jar(settings.home()).toString())));
        command.addAll(List.of(does));
        return command;
    }

    private static List<String> start(Settings settings, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(JAVA);
        command.addAll(FRUGAL);
        command.addAll(QUIET);
        command.addAll(options.stream().filter(option -> !option.isEmpty()).toList());
        command.add(Processes.mark(settings.data()));
        return command;
    }
}
