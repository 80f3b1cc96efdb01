package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void breaksLinesAtBlanksAndNoPath() {
        String path = "/" + "a".repeat(90);
        assertThat(Terminal.wrap("It is short", 31)).isEqualTo("It is short");
        assertThat(Terminal.wrap("x".repeat(39) + " " + "y".repeat(40) + " z", 0))
                .isEqualTo("x".repeat(39) + " " + "y".repeat(40) + "\nz");
        assertThat(Terminal.wrap("x".repeat(40) + " " + "y".repeat(40), 0))
                .isEqualTo("x".repeat(40) + "\n" + "y".repeat(40));
        assertThat(Terminal.wrap("See " + path + " for more\nand this", 2))
                .isEqualTo("See\n  " + path + "\n  for more\n  and this");
    }

    @Test
    void theWelcomeFitsIntoTheTerminal() {
        String welcome = Welcome.text(
                new Settings(
                        Path.of("/"),
                        Path.of("/data"),
                        Map.of(),
                        List.of(new Service("cart-service", "/carts", 8002, List.of()))),
                EnumSet.allOf(CommandLine.Option.class));

        assertThat(welcome.lines()).hasSizeGreaterThan(60).allSatisfy(line -> assertThat(line)
                .hasSizeLessThanOrEqualTo(80));
    }

    /** Whose first calls a test of the whole platform makes, twice. */
    @Test
    void theReadmeHasTheSameFirstCalls() throws IOException {
        Path readme = Path.of(System.getProperty("repository.root"), "README.md");

        assertThat(Files.readString(readme))
                .contains("```\n" + Welcome.calls("http://localhost:8080", "http://localhost:8025") + "```\n");
    }
}
