package dev.emporium.platform.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FieldErrorTest {
    @Test
    void cutsALongNameAndNoCharacterOfIt() {
        String emoji = "\ud83d\ude00";
        assertThat(new FieldError("a" + emoji.repeat(400), "is wrong").field()).isEqualTo("a" + emoji.repeat(49));
    }

    @Test
    void replacesHalvesOfCharacters() {
        assertThat(new FieldError("a\ud83db", "is wrong").field()).isEqualTo("a\ufffdb");
    }
}
