package dev.emporium.platform.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    private ProgressBar bar(boolean terminal) {
        return new ProgressBar("lines", new PrintStream(shown, true, StandardCharsets.UTF_8), terminal);
    }

    @Test
    void changesItsLineOnATerminal() {
        ProgressBar bar = bar(true);
        bar.show(4, 4);
        bar.end();
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .isEqualTo("\rlines [" + "#".repeat(40) + "] 4 of 4 " + System.lineSeparator());
    }

    @Test
    void writesAFewLinesElsewhere() {
        ProgressBar bar = bar(false);
        for (int i = 0; i <= 1_000; i++) {
            bar.show(i, 1_000);
        }
        bar.end();
        assertThat(shown.toString(StandardCharsets.UTF_8).lines()).hasSize(21).endsWith("lines: 1000 of 1000");
    }

    @Test
    void knowsMoreThanItWasTold() {
        bar(false).show(7, 0);
        assertThat(shown.toString(StandardCharsets.UTF_8)).startsWith("lines: 7 of 7");
    }
}
