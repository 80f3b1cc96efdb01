package dev.emporium.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProcessesTest {
    @Test
    void readsArgumentsWithLettersOutsideAscii() throws Exception {
        Process process = new ProcessBuilder("bash", "-c", "exec -a $'d\\xc3\\xbc' sleep 60").start();
        try {
            while (!Processes.arguments(process.pid()).contains("60")) {
                assertThat(Processes.pause(10)).isTrue();
            }
            assertThat(Processes.arguments(process.pid())).containsExactly("d\u00fc", "60");
        } finally {
            process.destroyForcibly();
        }
    }
}
