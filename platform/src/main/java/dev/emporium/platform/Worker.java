package dev.emporium.platform;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does its work again and again until it is stopped. A round that fails is told and, after a pause that
 * grows from failure to failure, followed by the next: as a warning when the reason passes by itself, such as a database
 * that is away, as an ERROR with its trace when not. Only what is wrong with the process itself, such as a lack of
 * memory, ends it; then it {@link #isDead}, which liveness, readiness and {@code worker_alive} tell. Thread safe.
 */
public final class Worker implements Background {
    private static final Logger LOGGER = LoggerFactory.getLogger(Worker.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** What a worker does. */
    @FunctionalInterface
    public interface Round {
        /**
         * Does what there is to do, or goes on doing it while the worker is not {@link #isStopping}.
         *
         * @throws RuntimeException when it cannot go on now
         */
        void run(Worker self) throws InterruptedException;
    }

    private final String name;
    private final Round round;
    private final Runnable wake;
    private final Duration shortestPause;
    private final Thread thread;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Backoff backoff = new Backoff();
    private volatile boolean started;

    /** @param wake makes a round that waits for something else look whether the worker is stopping */
    public Worker(String name, Round round, Runnable wake) {
        this(name, round, wake, Duration.ZERO);
    }

    private Worker(String name, Round round, Runnable wake, Duration shortestPause) {
        this.name = name;
        this.round = round;
        this.wake = wake;
        this.shortestPause = shortestPause;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** A worker that runs the task after {@code first}, and then always {@code period} after it ended. */
    public static Worker every(String name, Duration first, Duration period, Runnable task) {
        return new Worker(
                name,
                new Round() {
                    private Duration wait = first;

                    @Override
                    public void run(Worker self) throws InterruptedException {
                        if (!self.pause(wait)) {
                            wait = Duration.ZERO;
                            task.run();
                            wait = period;
                        }
                    }
                },
                () -> {},
                period);
    }

    public String name() {
        return name;
    }

    @Override
    public Worker worker() {
        return this;
    }

    @Override
    public void start() {
        started = true;
        thread.start();
    }

    /** Lets the round at hand end, for 15 s at most, and interrupts it then. */
    @Override
    public void stop() {
        if (end(PATIENCE)) {
            Thread.currentThread().interrupt();
        }
    }

    /** The same with another patience. Whoever calls may be in a hurry: returns whether it was interrupted meanwhile. */
    public boolean end(Duration patience) {
        stopping.countDown();
        wake.run();
        boolean interrupted = join(patience);
        if (thread.isAlive()) {
            LOGGER.warn("The worker {} does not stop", name);
            thread.interrupt();
            interrupted |= join(Duration.ofSeconds(1));
        }
        return interrupted;
    }

    private boolean join(Duration patience) {
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(Math.max(1, patience.toMillis()));
        } catch (InterruptedException e) {
            interrupted = true;
        }
        return interrupted;
    }

    /** Whether it shall end. */
    public boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** Whether its thread has ended, though nobody asked it to. */
    public boolean isDead() {
        return started && !isStopping() && !thread.isAlive();
    }

    /** Waits; at once, and true, when it shall end. */
    public boolean pause(Duration duration) throws InterruptedException {
        return stopping.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Said by a round that goes on for long, when its work goes well: the next failure is the first again. */
    public void well() {
        backoff.reset();
    }

    private void run() {
        Tracing.workForNobody();
        // one round even if it was told to end before this thread came to anything: what was left to it is done
        do {
            try {
                attempt();
            } catch (InterruptedException e) {
                stopping.countDown();
            } catch (Error e) {
                LOGGER.atError()
                        .addKeyValue("event.action", "worker-died")
                        .setCause(e)
                        .log("The worker {} died", name);
                throw e;
            }
        } while (!isStopping());
    }

    private void attempt() throws InterruptedException {
        try {
            round.run(this);
            backoff.reset();
        } catch (RuntimeException | StackOverflowError e) {
            tell(e);
            Duration pause = backoff.afterFailure();
            pause(pause.compareTo(shortestPause) < 0 ? shortestPause : pause);
        }
    }

    private void tell(Throwable failure) {
        if (Transience.isTransient(failure)) {
            Failures.brief(LOGGER.atWarn(), failure).log("The worker {} waits", name);
        } else {
            LOGGER.atError()
                    .addKeyValue("event.action", "worker-failed")
                    .setCause(failure)
                    .log("The worker {} failed, and tries again", name);
        }
    }
}
