package dev.emporium.platform.testing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** For what comes true by itself a little later. */
public final class Wait {
    private Wait() {}

    /** Until the assertion holds; its failure after a time that is long for any machine. */
    public static void until(ThrowingCallable assertion) throws Throwable {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            try {
                assertion.call();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > deadline || never.await(20, TimeUnit.MILLISECONDS)) {
                    throw e;
                }
            }
        }
    }
}
