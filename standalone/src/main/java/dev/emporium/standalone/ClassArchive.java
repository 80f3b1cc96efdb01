package dev.emporium.standalone;

import dev.emporium.local.Processes;
import dev.emporium.local.ProgramCache;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Classes as Java keeps them in memory, for all processes whose class path begins alike: they map the one file in place of
 * reading and verifying the same ten thousand classes each. It is for one Java and these very jars, and named after them, so
 * whoever builds anew has none until the first platform that is ready makes it, of what its processes have loaded. Nobody
 * depends on it. Several platforms may have the same one.
 */
final class ClassArchive {

    private static final int SECONDS = 300;
    /** Java warns of each archive and each class that it cannot use, and goes on without. */
    private static final List<String> QUIET = List.of("-Xlog:disable", "-Xlog:all=error");

    /** What they are named after too: those before held classes that are in no file, or were linked. */
    private static final String OF_FILES = "classes of files, not linked ";

    /** Such a class is one that Java makes for method handles: mapped in a process with an agent, it ends Java 17. */
    private static final String OF_NO_FILE = "[SPECIES_RESOLVE]";

    /** Moved to where nobody can guess it, each process would have 50 MB of its own in place of what all share. */
    private static final List<String> AT_ITS_PLACE = Runtime.version().feature() > 25
            ? List.of()
            : List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0");

    private final Path file;
    private final String classPath;
    private final Path lists;
    private Process maker;
    private boolean stopped;

    /**
     * @param name what its processes are together
     * @param classPath what the class path of each of them begins with
     * @param jars what is on it
     */
    ClassArchive(Settings settings, String name, String classPath, List<Path> jars) throws IOException {
        this.classPath = classPath;
        this.lists = settings.data().resolve("run").resolve("classes-of-" + name);
        StringBuilder made = new StringBuilder(OF_FILES + System.getProperty("java.home") + Runtime.version());
        for (Path jar : jars) {
            made.append('\n').append(jar).append(' ').append(ThinJar.state(jar));
        }
        this.file = settings.home()
                .resolve("standalone/target/classes-of-" + name)
                .resolve(UUID.nameUUIDFromBytes(made.toString().getBytes(StandardCharsets.UTF_8)) + ".jsa");
    }

    /** That of the processes of this module; empty where it does not run as it was packaged. */
    static Optional<ClassArchive> ours(Settings settings) {
        try {
            Path jar = settings.home().resolve("standalone/target/standalone.jar");
            if (!jar.toString().equals(System.getProperty("java.class.path"))) {
                return Optional.empty();
            }
            List<Path> jars = new ArrayList<>(ThinJar.of(jar).libraries());
            jars.add(jar);
            return Optional.of(new ClassArchive(settings, "ours", jar.toString(), jars));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** With which a process uses the archive, or helps to make it. */
    List<String> options(String process) {
        List<String> options = new ArrayList<>();
        if (Files.exists(file)) {
            options.addAll(QUIET);
            options.addAll(AT_ITS_PLACE);
            options.add("-XX:SharedArchiveFile=" + file);
        } else if (lists.toFile().isDirectory() || lists.toFile().mkdirs()) {
            options.add("-XX:DumpLoadedClassList=" + lists.resolve(process));
        }
        return options;
    }

    /**
     * Makes it where there is none and nobody else is about to, with what nobody else needs of the machine; it may last, and
     * may fail.
     */
    void make() {
        if (Files.exists(file)) {
            return;
        }
        Path folder = file.getParent();
        try (FileChannel channel = FileChannel.open(
                        folder.resolveSibling(folder.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock alone = channel.tryLock()) {
            if (alone != null && !Files.exists(file)) {
                makeAlone();
            }
        } catch (IOException e) {
            // the next platform may
        }
    }

    private void makeAlone() throws IOException {
        Path unfinished = file.resolveSibling(ProcessHandle.current().pid() + ".new");
        ProgramCache.deleteRecursively(file.getParent());
        Files.createDirectories(file.getParent());
        Set<String> loaded = loaded();
        if (loaded.isEmpty()) {
            return;
        }
        Path list = Files.write(lists.resolve("all"), loaded);
        if (dump(list, unfinished) == 0) {
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.deleteIfExists(unfinished);
        ProgramCache.deleteRecursively(lists);
        // who is started again writes its own there
        Files.createDirectories(lists);
    }

    private int dump(Path loaded, Path target) throws IOException {
        List<String> command = new ArrayList<>(List.of("nice", "-n", "19", Jvm.JAVA, "-XX:TieredStopAtLevel=1"));
        command.addAll(QUIET);
        command.addAll(List.of("-Xshare:dump", "-XX:SharedClassListFile=" + loaded, "-XX:SharedArchiveFile=" + target));
        // from Java 24 on they might be linked, too (AOTClassLinking): then who has too small a heap for it ends in
        // place of doing without
        command.addAll(List.of("-cp", classPath));
        synchronized (this) {
            if (stopped) {
                return -1;
            }
            maker = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start();
        }
        return Processes.await(maker, SECONDS);
    }

    /**
     * What the processes have loaded, each class once: without the numbers, which are each process's own, and without what
     * came by class loaders of their own or is in no file.
     */
    private Set<String> loaded() throws IOException {
        Set<String> loaded = new LinkedHashSet<>();
        try (var files = Files.newDirectoryStream(lists)) {
            for (Path list : files) {
                try (Stream<String> lines = Files.lines(list)) {
                    lines.filter(line -> !line.contains(" source: ") && !line.contains(OF_NO_FILE))
                            .map(line -> line.startsWith("@") ? line : line.replaceFirst(" id: .*", ""))
                            .forEach(loaded::add);
                }
            }
        }
        return loaded;
    }

    /** Ends whoever makes it. */
    synchronized void stop() {
        stopped = true;
        if (maker != null) {
            maker.destroyForcibly();
        }
    }
}
