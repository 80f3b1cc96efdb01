package dev.emporium.payment.payment.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.payment.provider.entity.ProviderCalls;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class ProviderWorkTest {
    /** Else a database that hangs would look as if the provider did. */
    @Test
    void nobodyCallsWhileTheDatabaseIsAskedWhatIsDue() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        Jdbi hanging = Jdbi.create(() -> {
            asked.countDown();
            try {
                answered.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new SQLException("no answer", "08006");
        });
        ProviderWork work = new ProviderWork(
                hanging,
                new ProviderCalls(),
                null,
                Map.of(),
                Duration.ofSeconds(1),
                8,
                new ProviderWork.Wake(),
                Clock.systemUTC());
        work.start();
        try {
            asked.await();
            assertThat(work.callers().inUse().getAsInt()).isZero();
        } finally {
            answered.countDown();
            work.stop();
        }
    }
}
