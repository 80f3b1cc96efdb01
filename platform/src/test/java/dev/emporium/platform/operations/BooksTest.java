package dev.emporium.platform.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BooksTest {
    @Test
    void looksAtLargeBooksLessOften() {
        assertThat(Books.after(Duration.ofMillis(1_999))).isEqualTo(Books.PERIOD);
        assertThat(Books.after(Duration.ofSeconds(6))).isEqualTo(Duration.ofMinutes(1));
    }
}
