package dev.emporium.logshipping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.logshipping.UnreliableFluentd.Mood;
import dev.emporium.logshipping.receiver.Chunk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FluentdAppenderIT {
    private static final long LARGE = 64L << 20;

    @TempDir
    Path folder;

    private final TestLog log = new TestLog();

    @Test
    void deliversEveryLineThroughEveryFault() throws Exception {
        int lines = 20_000;
        UnreliableFluentd first = new UnreliableFluentd(
                0,
                Mood.CUT,
                Mood.HALF_CLOSED,
                Mood.SLOW,
                Mood.FORGETS_TO_ANSWER,
                Mood.HANGS,
                Mood.SLOW,
                Mood.ACKNOWLEDGES_ANOTHER,
                Mood.TALKS_NONSENSE,
                Mood.SLOW,
                Mood.FORGETS_TO_ANSWER);
        FluentdAppender appender = log.fluentd(folder, LARGE, first.port());
        write(0, lines / 2);
        Awaited.await(() -> first.moodsLeft() == 0);
        first.close();
        write(lines / 2, lines);
        List<Chunk> kept;
        try (UnreliableFluentd again = new UnreliableFluentd(first.port())) {
            Awaited.await(() -> appender.isEmpty() && appender.spooled() == 0);
            appender.stop();
            assertThat(first.messages().size() + again.messages().size()).isGreaterThanOrEqualTo(lines);
            kept = new ArrayList<>(first.kept());
            kept.addAll(again.kept());
        }

        Map<Object, String> arrivedIn = new HashMap<>();
        for (Chunk chunk : kept) {
            assertThat(chunk.tag()).isEqualTo("emporium.example-service");
            for (Chunk.Entry entry : chunk.entries()) {
                String other = arrivedIn.put(entry.record().get("event.id"), chunk.id());
                // twice is only what was sent twice under one id
                assertThat(other).isIn(null, chunk.id());
            }
        }
        assertThat(kept.stream()
                        .flatMap(chunk -> chunk.entries().stream())
                        .map(entry -> entry.record().get("message"))
                        .filter(message -> message.toString().startsWith("line "))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(numbered(0, lines));
        assertThat(appender.dropped()).isZero();
        assertThat(appender.acknowledged()).isGreaterThanOrEqualTo(lines);
        System.out.printf(
                "%d lines in %d chunks, of which %d came more than once; none lost%n",
                lines,
                kept.stream().map(Chunk::id).distinct().count(),
                kept.size() - kept.stream().map(Chunk::id).distinct().count());
    }

    @Test
    void leavesToTheNextProcessWhatFluentdDidNotTake() throws Exception {
        int port = Awaited.freePort();
        FluentdAppender before = log.fluentd(folder, LARGE, port);
        write(0, 3_000);
        before.stop();
        log.logger().detachAppender(before);

        try (UnreliableFluentd fluentd = new UnreliableFluentd(port)) {
            FluentdAppender after = log.fluentd(folder, LARGE, port);
            write(3_000, 3_001);
            Awaited.await(() -> fluentd.messages().size() == 3_001);
            after.stop();
            assertThat(fluentd.messages()).containsExactlyElementsOf(numbered(0, 3_001));
        }
        assertThat(folder.resolve("example-service")).isDirectoryContaining("glob:**/lock");
    }

    @Test
    void countsWhatFindsNoRoomAndKeepsWhatCameBefore() throws Exception {
        int port = Awaited.freePort();
        FluentdAppender appender = log.fluentd(folder, 1 << 20, port);
        write(0, 20_000);
        Awaited.await(() -> appender.dropped() > 0 && appender.isEmpty());
        long dropped = appender.dropped();

        try (UnreliableFluentd fluentd = new UnreliableFluentd(port)) {
            Awaited.await(() -> appender.isEmpty() && appender.spooled() == 0);
            assertThat(fluentd.messages()).hasSize(20_000 - (int) dropped).startsWith("line 0", "line 1");
            write(20_000, 20_001);
            Awaited.await(() -> fluentd.messages().contains("line 20000"));
        } finally {
            appender.stop();
        }
        assertThat(appender.dropped()).isEqualTo(dropped);
    }

    @Test
    void sendsWhatIsWholeOfAFileThatWasNotWrittenToTheEnd() throws Exception {
        int port = Awaited.freePort();
        FluentdAppender before = log.fluentd(folder, LARGE, port);
        write(0, 10);
        before.stop();
        log.logger().detachAppender(before);
        Path chunk = files().get(files().size() - 1);
        byte[] bytes = Files.readAllBytes(chunk);
        Files.write(chunk, Arrays.copyOf(bytes, bytes.length - 5), StandardOpenOption.TRUNCATE_EXISTING);

        try (UnreliableFluentd fluentd = new UnreliableFluentd(port)) {
            FluentdAppender after = log.fluentd(folder, LARGE, port);
            Awaited.await(() -> after.isEmpty() && after.spooled() == 0);
            after.stop();
            assertThat(fluentd.messages()).containsExactlyElementsOf(numbered(0, 9));
            assertThat(after.dropped()).isEqualTo(1);
        }
    }

    @Test
    void doesNotWaitForAFileThatSomebodyHasRemoved() throws Exception {
        int port = Awaited.freePort();
        FluentdAppender before = log.fluentd(folder, LARGE, port);
        write(0, 10);
        before.stop();
        log.logger().detachAppender(before);
        FluentdAppender after = log.fluentd(folder, LARGE, port);
        for (Path file : files()) {
            Files.delete(file);
        }
        try (UnreliableFluentd fluentd = new UnreliableFluentd(port)) {
            write(10, 20);
            Awaited.await(() -> after.isEmpty() && after.spooled() == 0);
            assertThat(fluentd.messages()).containsExactlyElementsOf(numbered(10, 20));
        } finally {
            after.stop();
        }
    }

    @Test
    void waitsInMemoryWhereNoFolderCanBeWrittenTo() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        int port = Awaited.freePort();
        FluentdAppender appender = log.fluentd(file.resolve("below"), LARGE, port);
        write(0, 3_000);
        try (UnreliableFluentd fluentd = new UnreliableFluentd(port)) {
            Awaited.await(() -> fluentd.messages().size() == 3_000);
            appender.stop();
            assertThat(fluentd.messages()).containsExactlyElementsOf(numbered(0, 3_000));
        }
    }

    @Test
    void keepsApartTwoProcessesThatAreGivenOneFolder() throws Exception {
        try (UnreliableFluentd fluentd = new UnreliableFluentd(0)) {
            FluentdAppender one = log.fluentd(folder, LARGE, fluentd.port());
            TestLog other = new TestLog();
            FluentdAppender two = other.fluentd(folder, LARGE, fluentd.port());
            log.logger().info("line 0");
            other.logger().info("line 1");
            Awaited.await(() -> fluentd.messages().size() == 2);
            one.stop();
            two.stop();
        }
        assertThat(folder).isDirectoryContaining("glob:**/example-service-1");
    }

    @Test
    void stopsInBoundedTimeHoweverFluentdIs() throws Exception {
        for (Mood mood : List.of(Mood.WELL, Mood.HANGS, Mood.SLOW, Mood.HALF_CLOSED)) {
            try (UnreliableFluentd fluentd = new UnreliableFluentd(0)) {
                fluentd.becomes(mood);
                FluentdAppender appender = log.fluentd(folder.resolve(mood.name()), LARGE, fluentd.port());
                write(0, 5_000);
                long before = System.nanoTime();
                appender.stop();
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
                System.out.printf("Fluentd %s: stopped after %d ms%n", mood, millis);
                // five seconds are promised; whoever waited for one that hangs would wait for ever
                assertThat(millis).as(mood.name()).isLessThan(30_000);
                if (mood == Mood.WELL) {
                    assertThat(fluentd.messages()).hasSize(5_000);
                }
                log.logger().detachAppender(appender);
            }
        }
    }

    @Test
    void losesNothingThatIsOnTheDiskWhenTheProcessIsKilled() throws Exception {
        int port = Awaited.freePort();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WritesUntilKilled.class.getName(),
                        folder.toString(),
                        Integer.toString(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(process.inputReader().lines().anyMatch("written"::equals))
                    .isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (UnreliableFluentd fluentd = new UnreliableFluentd(port)) {
            FluentdAppender after = log.fluentd(folder, LARGE, port);
            Awaited.await(() -> after.isEmpty() && after.spooled() == 0);
            after.stop();
            assertThat(fluentd.messages()).containsExactlyElementsOf(numbered(0, 5_000));
        }
    }

    /** Says so when its lines have left its memory, which is all that it can lose. */
    static final class WritesUntilKilled {
        private WritesUntilKilled() {}

        public static void main(String... arguments) {
            TestLog log = new TestLog();
            FluentdAppender appender = log.fluentd(Path.of(arguments[0]), LARGE, Integer.parseInt(arguments[1]));
            for (int i = 0; i < 5_000; i++) {
                log.logger().info("line {}", i);
            }
            Awaited.await(appender::isEmpty);
            System.out.println("written");
            LockSupport.park();
        }
    }

    private void write(int from, int to) {
        for (int i = from; i < to; i++) {
            log.logger().info("line {}", i);
        }
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
    }

    private List<Path> files() {
        try (var files = Files.list(folder.resolve("example-service"))) {
            return files.filter(file -> file.toString().endsWith(".chunk"))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
