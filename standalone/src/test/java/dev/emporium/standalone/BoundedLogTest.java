package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedLogTest {
    private static final int MOST = 1000;

    @TempDir
    Path folder;

    private Path file;
    private BoundedLog log;

    @BeforeEach
    void open() {
        file = folder.resolve("kafka.log");
        log = new BoundedLog(file, MOST);
    }

    private OutputStream append() throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static byte[] line(int number) {
        return (number + "\n").getBytes();
    }

    @Test
    void whatIsWrittenFallsIntoTwoFilesOfItsEndHoweverLongItIsOpen() throws Exception {
        try (OutputStream process = append()) {
            for (int number = 0; number < 10_000; number++) {
                process.write(line(number));
                log.keepWithinBounds();
            }
        }
        assertThat(Files.size(file)).isLessThanOrEqualTo(MOST);
        assertThat(Files.size(BoundedLog.older(file))).isBetween((long) MOST, MOST + 10L);
        List<String> kept = Files.readAllLines(BoundedLog.older(file));
        kept.addAll(Files.readAllLines(file));
        assertThat(kept)
                .containsExactlyElementsOf(IntStream.range(10_000 - kept.size(), 10_000)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void makesRoomThoughWhatWasCannotBeKept() throws Exception {
        Files.createDirectory(BoundedLog.older(file));
        try (OutputStream process = append()) {
            process.write(new byte[MOST + 1]);
            log.keepWithinBounds();
        }
        assertThat(Files.size(file)).isZero();
    }

    @Test
    void whoeverFollowsReadsEachLineOnce() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LogFiles files = new LogFiles(folder, out);
        StringBuilder written = new StringBuilder();
        try (OutputStream process = append()) {
            for (int number = 0; number < 2_000; number++) {
                process.write(line(number));
                written.append(number).append('\n');
                log.keepWithinBounds();
                if (number % 100 == 0) {
                    files.printNew(file, false);
                }
            }
        }
        files.printNew(file, false);
        assertThat(out).hasToString(written.toString());

        ByteArrayOutputStream later = new ByteArrayOutputStream();
        new LogFiles(folder, later).print("kafka", false);
        assertThat(written.toString()).endsWith(later.toString());
        assertThat(later.size()).isGreaterThanOrEqualTo(MOST);
    }
}
