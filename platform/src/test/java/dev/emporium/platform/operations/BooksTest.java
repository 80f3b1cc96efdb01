package dev.emporium.platform.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BooksTest {
    @Test
    void looksAtLargeBooksLessOften() {
        assertThat(Books.after(Duration.ofMillis(399))).isEqualTo(Books.PERIOD);
        assertThat(Books.after(Duration.ofSeconds(6))).isEqualTo(Duration.ofMinutes(5));
    }
}
