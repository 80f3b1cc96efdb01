package dev.emporium.system;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.opentest4j.TestAbortedException;

/** Looks again and again until what is expected is so; the last look decides what is told. */
public final class Eventually {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private Eventually() {}

    /** An expectation, which throws while it is not met. */
    public interface Expectation {
        void check() throws Exception;
    }

    public static void within(Duration time, Expectation expectation) throws Exception {
        get(time, () -> {
            expectation.check();
            return null;
        });
    }

    /** The first result that is given without an exception. */
    public static <T> T get(Duration time, Callable<T> attempt) throws Exception {
        long deadline = System.nanoTime() + time.toNanos();
        while (true) {
            try {
                return attempt.call();
            } catch (TestAbortedException e) {
                throw e;
            } catch (Exception | AssertionError e) {
                if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
            pause();
        }
    }

    /** What a client waits before it asks again. */
    public static void pause() {
        LockSupport.parkNanos(PAUSE.toNanos());
    }
}
