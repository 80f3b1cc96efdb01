package dev.emporium.standalone;

import dev.emporium.local.Processes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keeps one process running: starts it, waits until it can be used, and starts it again when it dies, later each time.
 * One that was never of use is given up after some tries, until {@link RunFolder#wake()} asks for it. A thread of its own does so between {@link #start()} and {@link #stop}; safe for use by several threads.
 */
final class Supervised {

    private static final long POLL_MS = 100;
    private static final int TRIES = 6;
    /** As a service ends whose configuration is wrong: another try would end in the same way. */
    private static final int MISCONFIGURED = 78;

    private static final String REFUSES = "refuses its configuration";
    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    private static final long LONGEST_TAIL = 1 << 16;

    private final Child child;
    private final Path log;
    private final BoundedLog bounded;
    private final RunFolder run;
    private final Progress progress;
    private final Backoff backoff = new Backoff();
    /** Whether it could be used, once that is known. */
    private final CompletableFuture<Boolean> firstOutcome = new CompletableFuture<>();

    private final Thread thread;
    private Process process;
    private boolean stopping;
    private volatile boolean hasBeenReady;
    private volatile String lastEnd = "is not ready";

    Supervised(Child child, Path log, RunFolder run, Progress progress) {
        this.child = child;
        this.log = log;
        this.bounded = new BoundedLog(log);
        this.run = run;
        this.progress = progress;
        this.thread = new Thread(this::keepRunning, child.name());
    }

    String name() {
        return child.name();
    }

    void start() {
        thread.start();
    }

    /** Waits until it could be used for the first time; false if it could not in that time, or was given up. */
    boolean awaitReady(long milliseconds) throws InterruptedException {
        try {
            return firstOutcome.get(milliseconds, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How it has ended last, for the user. */
    String lastEnd() {
        return lastEnd;
    }

    boolean hasBeenReady() {
        return hasBeenReady;
    }

    private void keepRunning() {
        int tries = 0;
        boolean outOfSpace = false;
        while (true) {
            long born = System.nanoTime();
            long logged = log.toFile().length();
            String end = liveOnce();
            // a program that fails for it may have made room by then, and have nowhere to say it
            outOfSpace = !hasBeenReady && outOfSpace || isOutOfSpace(logged);
            end += outOfSpace ? ", there is no space left on the disk" : "";
            lastEnd = end;
            if (isStopping()) {
                return;
            }
            Duration pause = backoff.after(Duration.ofNanos(System.nanoTime() - born));
            tries++;
            if (!hasBeenReady && (tries == TRIES || end.startsWith(REFUSES))) {
                progress.say(
                        child.name(),
                        end + ", given up after " + tries + (tries == 1 ? " try" : " tries") + ", see " + log + "; "
                                + Terminal.command("--detach") + " tries again");
                tries = 0;
                record(0, RunFolder.State.STOPPED);
                firstOutcome.complete(false);
                pause = FOR_EVER;
            } else {
                progress.say(child.name(), end + ", starts again in " + pause.toMillis() / 1000.0 + " s, see " + log);
                record(0, RunFolder.State.BACKING_OFF);
            }
            if (!pause(pause)) {
                return;
            }
        }
    }

    /** @param logged how long the log was before the process wrote into it */
    private boolean isOutOfSpace(long logged) {
        if (run.isDiskFull()) {
            return true;
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            // a shorter one was begun meanwhile
            long since = logged > file.length() ? 0 : logged;
            file.seek(Math.max(since, file.length() - LONGEST_TAIL));
            byte[] tail = new byte[(int) Math.max(0, file.length() - file.getFilePointer())];
            file.readFully(tail);
            return new String(tail, StandardCharsets.UTF_8).contains("No space left on device");
        } catch (IOException e) {
            return false;
        }
    }

    /** Starts the process and returns how it ended. */
    private String liveOnce() {
        try {
            child.prepare().run();
            Process started = launch();
            if (started == null) {
                return "stopped";
            }
            record(started.pid(), RunFolder.State.STARTING);
            if (awaitAnswer(started)) {
                child.onReady().run();
                record(started.pid(), RunFolder.State.READY);
                progress.say(child.name(), "ready, port " + child.port());
                hasBeenReady = true;
                firstOutcome.complete(true);
            }
            while (!started.waitFor(1, TimeUnit.SECONDS)) {
                keepBooks();
            }
            return started.exitValue() == MISCONFIGURED ? REFUSES : "ended with code " + started.exitValue();
        } catch (IOException | RuntimeException e) {
            endNow();
            return "failed: " + e.getMessage();
        } catch (InterruptedException e) {
            return "stopped";
        }
    }

    private synchronized Process launch() throws IOException {
        if (stopping) {
            return null;
        }
        // Ctrl-C in the terminal is for the supervisor, which ends the others in their order
        ProcessBuilder builder = new ProcessBuilder(Processes.inOwnSession(child.command()))
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(Redirect.appendTo(log.toFile()));
        // glibc would keep a heap for each thread
        builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
        builder.environment().putAll(child.environment());
        process = builder.start();
        return process;
    }

    private boolean awaitAnswer(Process started) throws InterruptedException {
        while (started.isAlive()) {
            if (child.answers().getAsBoolean()) {
                return true;
            }
            keepBooks();
            Thread.sleep(POLL_MS);
        }
        return false;
    }

    private void keepBooks() {
        run.writeLeft();
        bounded.keepWithinBounds();
    }

    private boolean pause(Duration time) {
        long begin = System.currentTimeMillis();
        while (System.currentTimeMillis() - begin < time.toMillis() && !run.isWokenSince(begin)) {
            if (isStopping() || !Processes.pause(POLL_MS)) {
                return false;
            }
            keepBooks();
        }
        return !isStopping();
    }

    private void record(long pid, RunFolder.State state) {
        run.record(new RunFolder.Entry(child.name(), pid, child.port(), state));
    }

    private synchronized boolean isStopping() {
        return stopping;
    }

    private synchronized void endNow() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** Asks the process to end and does not wait. */
    synchronized void askToStop() {
        stopping = true;
        if (process != null && process.isAlive()) {
            Processes.stop(process.toHandle());
        }
    }

    /** Waits for the end that was asked for; a process that takes longer is killed. */
    void awaitStopped(long milliseconds) {
        Process last;
        synchronized (this) {
            last = process;
        }
        if (last != null && !Processes.awaitEnd(last.toHandle(), milliseconds, TimeUnit.MILLISECONDS)) {
            progress.say(child.name(), "does not end, killed");
            last.destroyForcibly();
            Processes.awaitEnd(last.toHandle(), 2, TimeUnit.SECONDS);
        }
        record(0, RunFolder.State.STOPPED);
    }
}
