package dev.emporium.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.operations.Readiness;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerTest {
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final Workers workers = new Workers(metrics);
    private final Readiness readiness = new Readiness(() -> true, workers::areAlive, workers::haveWhatTheyNeed);
    private Worker worker;

    @AfterEach
    void stop() throws InterruptedException {
        worker.stop();
    }

    private void start(Worker started) {
        worker = started;
        workers.add(worker);
        readiness.started();
        worker.start();
    }

    @Test
    void survivesWhateverARoundThrows() throws InterruptedException {
        AtomicInteger rounds = new AtomicInteger();
        CountDownLatch third = new CountDownLatch(1);
        start(new Worker(
                "test",
                self -> {
                    switch (rounds.incrementAndGet()) {
                        case 1 -> throw new NullPointerException("a fault of ours");
                        case 2 -> throw new StackOverflowError();
                        default -> third.countDown();
                    }
                    self.pause(Duration.ofHours(1));
                },
                () -> {}));
        assertThat(third.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(alive()).isEqualTo(1);
        assertThat(readiness.state()).isEqualTo(Readiness.State.READY);
    }

    @Test
    void oneThatDiedIsSeen() throws InterruptedException {
        start(new Worker(
                "test",
                self -> {
                    throw new NoClassDefFoundError("not in the jar");
                },
                () -> {}));
        while (!worker.isDead()) {
            LockSupport.parkNanos(5_000_000);
        }
        assertThat(alive()).isZero();
        assertThat(readiness.state()).isEqualTo(Readiness.State.WORKER_DEAD);
        assertThat(readiness.isAlive()).isFalse();
    }

    @Test
    void stopsAtOnceWhileItPauses() throws InterruptedException {
        CountDownLatch once = new CountDownLatch(1);
        start(Worker.every("test", Duration.ZERO, Duration.ofHours(1), once::countDown));
        assertThat(once.await(60, TimeUnit.SECONDS)).isTrue();
        worker.stop();
        assertThat(worker.isDead()).isFalse();
        assertThat(alive()).as("it was asked to end").isEqualTo(1);
    }

    @Test
    void doesARoundThoughItIsToldToEndBeforeItsThreadRuns() throws InterruptedException {
        CountDownLatch once = new CountDownLatch(1);
        worker = new Worker("test", self -> once.countDown(), () -> {});
        worker.end(Duration.ZERO);
        worker.start();
        assertThat(once.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatIsDoneEverySoOftenIsDoneAgainAfterItFailed() throws InterruptedException {
        CountDownLatch thrice = new CountDownLatch(3);
        start(Worker.every("test", Duration.ZERO, Duration.ofMillis(1), () -> {
            thrice.countDown();
            throw new IllegalStateException("a fault of ours");
        }));
        assertThat(thrice.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void waitsLongerFromFailureToFailure() throws InterruptedException {
        CountDownLatch fourth = new CountDownLatch(4);
        long begun = System.nanoTime();
        start(new Worker(
                "test",
                self -> {
                    fourth.countDown();
                    throw new IllegalStateException("a fault of ours");
                },
                () -> {}));
        assertThat(fourth.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(700));
    }

    private double alive() {
        return metrics.scrape("worker_alive"::equals).stream()
                .map(GaugeSnapshot.class::cast)
                .findFirst()
                .orElseThrow()
                .getDataPoints()
                .get(0)
                .getValue();
    }
}
