package dev.emporium.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one process running: starts it, waits until it can be used, and starts it again when it dies, later each time.
 * A thread of its own does so between {@link #start()} and {@link #stop}; safe for use by several threads.
 */
final class Supervised {

    private static final long POLL_MS = 100;

    private final Child child;
    private final Path log;
    private final RunFolder run;
    private final Progress progress;
    private final Backoff backoff = new Backoff();
    private final CountDownLatch firstReady = new CountDownLatch(1);
    private final Thread thread;
    private Process process;
    private boolean stopping;

    Supervised(Child child, Path log, RunFolder run, Progress progress) {
        this.child = child;
        this.log = log;
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

    /** Waits until it could be used for the first time; false if it could not in that time. */
    boolean awaitReady(long milliseconds) throws InterruptedException {
        return firstReady.await(milliseconds, TimeUnit.MILLISECONDS);
    }

    boolean hasBeenReady() {
        return firstReady.getCount() == 0;
    }

    private void keepRunning() {
        while (true) {
            long born = System.nanoTime();
            String end = liveOnce();
            if (isStopping()) {
                return;
            }
            Duration pause = backoff.after(Duration.ofNanos(System.nanoTime() - born));
            progress.say(child.name(), end + ", starts again in " + pause.toMillis() / 1000.0 + " s, see " + log);
            record(0, RunFolder.State.BACKING_OFF);
            if (!pause(pause)) {
                return;
            }
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
                firstReady.countDown();
            }
            return "ended with code " + started.waitFor();
        } catch (IOException | IllegalStateException | UncheckedIOException | CannotRun e) {
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
        // a session of its own: Ctrl-C in the terminal is for the supervisor, which ends the others in their order
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(child.command());
        ProcessBuilder builder = new ProcessBuilder(command)
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
            Thread.sleep(POLL_MS);
        }
        return false;
    }

    private boolean pause(Duration time) {
        long begin = System.currentTimeMillis();
        while (System.currentTimeMillis() - begin < time.toMillis() && !run.isWokenSince(begin)) {
            if (isStopping() || !Processes.pause(POLL_MS)) {
                return false;
            }
        }
        return !isStopping();
    }

    private void record(long pid, RunFolder.State state) {
        run.write(new RunFolder.Entry(child.name(), pid, child.port(), state));
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
