package dev.emporium.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class Uuid7Test {
    @Test
    void boundsWhatWasMadeSince() {
        Instant now = Instant.ofEpochMilli(1_764_208_800_123L);
        assertThat(Uuid7.floor(now)).hasToString("019ac309-f17b-7000-8000-000000000000");
        assertThat(Uuid7.time(Uuid7.floor(now))).isEqualTo(now);
        assertThat(Uuid7.next().toString()).isGreaterThan(Uuid7.floor(now).toString());
    }

    /** By its bits a negative time would come after all others. */
    @Test
    void nothingWasMadeBeforeAllTime() {
        assertThat(Uuid7.floor(Instant.EPOCH.minusMillis(1))).hasToString("00000000-0000-7000-8000-000000000000");
        assertThat(Uuid7.floor(Instant.parse("9999-12-31T23:59:59Z")))
                .hasToString("e677d21f-d818-7000-8000-000000000000");
        assertThat(Uuid7.floor(Instant.parse("+20000-01-01T00:00:00Z")))
                .hasToString("ffffffff-ffff-7000-8000-000000000000");
    }
}
