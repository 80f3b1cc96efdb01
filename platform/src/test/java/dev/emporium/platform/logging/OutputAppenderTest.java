package dev.emporium.platform.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputAppenderTest {
    /** Takes as many bytes as there is room for, and no more. */
    private static final class Disk extends OutputStream {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private int room = Integer.MAX_VALUE;

        @Override
        public void write(int b) throws IOException {
            if (room-- <= 0) {
                throw new IOException("No space left on device");
            }
            written.write(b);
        }

        List<String> lines() {
            return written.toString(StandardCharsets.UTF_8).lines().toList();
        }
    }

    private final TestLog log = new TestLog();
    private final Disk disk = new Disk();
    private final OutputAppender appender = new OutputAppender(log.records(), JsonLine::of, disk);

    private void write(String message) {
        log.logger().info(message);
        appender.drain();
    }

    @Test
    void beginsALineOfItsOwnBehindOneThatAFullDiskHasCut() throws Exception {
        log.listen(appender::append);
        write("before");
        disk.room = 30;
        write("cut");
        write("lost");
        disk.room = Integer.MAX_VALUE;
        write("after");
        write("later");

        List<String> lines = disk.lines();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(1)).hasSize(30);
        for (String message : List.of("after", "later")) {
            String line = lines.get(message.equals("after") ? 2 : 3);
            assertThat(new ObjectMapper().readTree(line).path("message").asText())
                    .isEqualTo(message);
        }
    }
}
