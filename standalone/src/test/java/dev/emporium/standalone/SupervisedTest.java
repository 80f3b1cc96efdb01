package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.local.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedTest {
    private static final List<String> LIVES = List.of("sleep", "60");

    @TempDir
    Path data;

    private final AtomicInteger starts = new AtomicInteger();
    private RunFolder run;
    private Supervised supervised;

    @BeforeEach
    void makeFolder() throws Exception {
        run = new RunFolder(data);
        Files.createDirectories(run.folder());
    }

    @AfterEach
    void stop() {
        supervised.askToStop();
        supervised.awaitStopped(5_000);
    }

    private void supervise(List<String> command, Runnable prepare, BooleanSupplier answers) {
        Child child = new Child("kafka", 1, prepare, command, Map.of(), answers, starts::incrementAndGet);
        supervised = new Supervised(child, data.resolve("kafka.log"), run, new Progress());
        supervised.start();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            assertThat(Processes.pause(20)).isTrue();
        }
    }

    /** Nobody can write there, not even root: a folder that is not empty is in the way. */
    private Path obstruct() throws Exception {
        Path inTheWay = run.folder().resolve("kafka.pid").resolve("something");
        Files.createDirectories(inTheWay.getParent());
        return Files.writeString(inTheWay, "");
    }

    @Test
    void startsAProcessAgainThoughNothingCanBeWrittenDown() throws Exception {
        Path inTheWay = obstruct();
        supervise(List.of("true"), () -> {}, () -> true);
        await(() -> starts.get() >= 3);

        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());
        await(() -> Files.isRegularFile(run.folder().resolve("kafka.pid")));
    }

    @Test
    void writesDownLaterWhatCouldNotBeWhenItWasReady() throws Exception {
        Path inTheWay = obstruct();
        supervise(LIVES, () -> {}, () -> true);
        assertThat(supervised.awaitReady(60_000)).isTrue();

        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());
        Path pid = run.folder().resolve("kafka.pid");
        await(() -> Files.isRegularFile(pid));
        assertThat(pid).content().endsWith("READY\n");
    }

    @Test
    void outlivesWhateverItsPreparationThrows() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        supervise(
                LIVES,
                () -> {
                    if (tries.incrementAndGet() < 3) {
                        throw new IllegalArgumentException("a file was cut off");
                    }
                },
                () -> true);
        assertThat(supervised.awaitReady(60_000)).isTrue();
    }

    @Test
    void keepsWhatAProcessWritesWithinBounds() throws Exception {
        Path log = Files.createFile(data.resolve("kafka.log"));
        supervise(List.of("sh", "-c", "head -c 20000000 /dev/zero; exec sleep 60"), () -> {}, () -> true);
        await(() -> Files.exists(BoundedLog.older(log)) && log.toFile().length() < 20_000_000);
        assertThat(log.toFile().length() + BoundedLog.older(log).toFile().length())
                .isEqualTo(20_000_000);
    }

    /** As a service says by its exit code. */
    @Test
    void triesOnceWhatIsConfiguredWrongly() throws Exception {
        Path tries = data.resolve("tries");
        supervise(List.of("sh", "-c", "echo x >> " + tries + "; exit 78"), () -> {}, () -> false);
        assertThat(supervised.awaitReady(60_000)).isFalse();
        assertThat(tries).hasContent("x");
        assertThat(supervised.lastEnd()).isEqualTo("refuses its configuration");
    }

    @Test
    void givesUpWhatWasNeverReadyUntilItIsAskedForAgain() throws Exception {
        Path broken = Files.writeString(data.resolve("broken"), "");
        supervise(
                List.of("sh", "-c", "[ ! -e " + broken + " ] && exec sleep 60; echo No space left on device"),
                () -> {},
                () -> !Files.exists(broken));
        Thread impatient = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                run.wake();
                Processes.pause(50);
            }
        });
        impatient.start();
        boolean ready = supervised.awaitReady(60_000);
        impatient.interrupt();
        impatient.join(TimeUnit.SECONDS.toMillis(5));
        assertThat(ready).isFalse();
        assertThat(run.folder().resolve("kafka.pid")).content().endsWith("STOPPED\n");

        Files.delete(broken);
        await(() -> {
            run.wake();
            return supervised.hasBeenReady();
        });
    }
}
