package dev.emporium.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeTest {
    private static final String IDS = "-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void keepsAValidTraceContext() {
        assertThat(Exchange.accepted("00" + IDS)).isEqualTo("00" + IDS);
    }

    @Test
    void understandsOfALaterVersionWhatVersionZeroHas() {
        assertThat(Exchange.accepted("cc" + IDS + "-what-the-future-brings")).isEqualTo("00" + IDS);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"
            })
    void replacesAnythingElse(String offered) {
        assertThat(Exchange.accepted(offered)).isNull();
        String made = Exchange.made();
        assertThat(made).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
        assertThat(Exchange.accepted(made)).isEqualTo(made);
    }
}
