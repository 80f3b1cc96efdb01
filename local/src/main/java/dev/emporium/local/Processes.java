package dev.emporium.local;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What the system knows of processes and ports, and the signals and sessions that Java cannot make. */
public final class Processes {
    private Processes() {}

    /** The argument that marks every Java process of one data folder. */
    public static String mark(Path data) {
        return "-Demporium.data=" + data;
    }

    /** The same without a blank, for a program that takes one for an end. */
    static String markWithoutBlanks(Path data) {
        return mark(data).replaceAll("\\s", "%20");
    }

    /** Whether a process bears the mark of a data folder. */
    public static boolean isMarked(List<String> arguments, Path data) {
        return arguments.contains(mark(data)) || arguments.contains(markWithoutBlanks(data));
    }

    /**
     * The program and the arguments of a live process; empty for one that has ended or is a zombie. Java knows them on every
     * system, but on Linux none of a command line that is longer than a page of memory.
     */
    public static List<String> arguments(long pid) {
        try {
            String line = new String(Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline")), StandardCharsets.UTF_8);
            return line.isEmpty() ? List.of() : List.of(line.split("\0"));
        } catch (IOException e) {
            return ProcessHandle.of(pid).map(Processes::told).orElse(List.of());
        }
    }

    /** What Java knows of it. */
    static List<String> told(ProcessHandle process) {
        var info = process.info();
        return info.arguments()
                .map(words ->
                        Stream.concat(info.command().stream(), Stream.of(words)).toList())
                .orElse(List.of());
    }

    /** Whether it is PostgreSQL's server, also where its program is not told. */
    static boolean isPostgres(List<String> arguments) {
        return arguments.contains(PostgresCluster.SETTING);
    }

    /**
     * The command in a session of its own, as the same process: what is typed in the terminal is for whoever started it.
     *
     * @param path where programs are, as PATH has it: macOS has no setsid, but Perl
     */
    static List<String> inOwnSession(List<String> command, String path) {
        boolean linux = Arrays.stream(path.split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "setsid")));
        List<String> whole = new ArrayList<>(
                linux
                        ? List.of("setsid")
                        : List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec { $ARGV[0] } @ARGV"));
        whole.addAll(command);
        return whole;
    }

    /** The command in a session of its own, as the same process. */
    public static List<String> inOwnSession(List<String> command) {
        return inOwnSession(command, System.getenv().getOrDefault("PATH", ""));
    }

    /** Asks a process of the platform to end soon: PostgreSQL takes SIGTERM for "when the last client has left". */
    public static void stop(ProcessHandle process) {
        if (!isPostgres(arguments(process.pid()))) {
            process.destroy();
            return;
        }
        try {
            Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            await(kill, 5);
        } catch (IOException e) {
            process.destroy();
        }
    }

    /** Waits for the end and gives the exit code; a process that takes longer is killed. */
    public static int await(Process process, int seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a process was running", e);
        }
    }

    /** Waits for the end; false when it has not come in time. */
    public static boolean awaitEnd(ProcessHandle process, long time, TimeUnit unit) {
        try {
            process.onExit().get(time, unit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Sleeps; false when interrupted. */
    public static boolean pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * A port of the loopback address that nobody listens on at this moment, and that no other process is given by this while
     * this one lives. It lies below those that the kernel gives to outgoing connections, which could take it before it is used,
     * or while whoever uses it is started again; a program that asks whether somebody listens there already could even be
     * connected with itself. No two calls give the same before all have been given. Thread safe.
     */
    public static int freePort() {
        for (int i = 0; i < OwnPorts.COUNT; i++) {
            int port =
                    OwnPorts.CLAIM.getLocalPort() + 1 + Math.floorMod(OwnPorts.NEXT.getAndIncrement(), OwnPorts.COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("None of " + OwnPorts.COUNT + " ports is free");
    }

    /** Those that this process gives: it listens on the one before them as long as it lives, and no other one can. */
    private static final class OwnPorts {
        private static final int LOWEST = 10_000;
        private static final int COUNT = 399;
        private static final int CLAIMS = 35;
        private static final ServerSocket CLAIM = claim();
        private static final AtomicInteger NEXT = new AtomicInteger();

        private static ServerSocket claim() {
            int first = ThreadLocalRandom.current().nextInt(CLAIMS);
            for (int i = 0; i < CLAIMS; i++) {
                try {
                    return listen(LOWEST + (first + i) % CLAIMS * (COUNT + 1));
                } catch (IOException e) {
                    // another process's
                }
            }
            throw new IllegalStateException("All ports that processes give belong to others");
        }
    }

    /** Whether a server could listen there now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = listen(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
