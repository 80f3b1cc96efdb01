package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviousReleaseTest {
    @ParameterizedTest
    @CsvSource({
        "'',                        0.1.0-SNAPSHOT, ",
        "v0.1.0,                    0.1.0,          ",
        "v0.1.0,                    0.2.0-SNAPSHOT, v0.1.0",
        "v0.1.0 v0.2.0,             0.2.0,          v0.1.0",
        "v0.9.0 v0.10.0,            0.11.0-SNAPSHOT, v0.10.0",
        // a line that is still mended while a newer one is there
        "v0.1.0 v0.1.1 v0.2.0,      0.1.2-SNAPSHOT, v0.1.1",
        "v0.1.0 v0.2.0-rc1 vision,  0.2.0-SNAPSHOT, v0.1.0",
    })
    void isTheLastThatIsOlderThanThis(String tags, String version, String previous) {
        assertThat(PreviousRelease.last(tags.replace(' ', '\n'), version).map(PreviousRelease::tag))
                .isEqualTo(Optional.ofNullable(previous));
    }
}
