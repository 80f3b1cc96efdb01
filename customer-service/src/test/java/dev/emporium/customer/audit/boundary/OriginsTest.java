package dev.emporium.customer.audit.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
    private final Origins origins = new Origins("127.0.0.0/8, 10.0.0.0/8, 172.16.0.0/12, ::1/128, fc00::/7, 192.0.2.4");

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 203.0.113.7, 203.0.113.7",
        "10.1.2.3, '198.51.100.1, 203.0.113.7', 203.0.113.7",
        "172.31.255.255, 203.0.113.7, 203.0.113.7",
        "192.0.2.4, 203.0.113.7, 203.0.113.7",
        "[::1], 2001:db8::7, 2001:db8:0:0:0:0:0:7",
        "fd00::1, 203.0.113.7, 203.0.113.7",
        "172.32.0.1, 203.0.113.7, 172.32.0.1",
        "192.0.2.5, 203.0.113.7, 192.0.2.5",
        "198.51.100.1, 10.0.0.1, 198.51.100.1",
        "10.1.2.3, not-an-address, 10.1.2.3",
        "10.1.2.3, '', 10.1.2.3",
        "10.1.2.3, ',', 10.1.2.3",
        "10.1.2.3, example.com, 10.1.2.3",
        "10.1.2.3, 999.1.1.1, 127.0.0.1"
    })
    void believesTheLastWordOfATrustedProxyAndNothingElse(String peer, String forwardedFor, String origin) {
        assertThat(origins.of(peer, List.of(forwardedFor)).address()).isEqualTo(origin);
    }

    @Test
    void readsTheLastOfSeveralHeaders() {
        assertThat(origins.of("10.0.0.1", List.of("198.51.100.1", "203.0.113.7"))
                        .address())
                .isEqualTo("203.0.113.7");
        assertThat(origins.of("10.0.0.1", List.of()).address()).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "10.0.0.0/x", "10/8"})
    void refusesWhatIsNoNetwork(String networks) {
        assertThatThrownBy(() -> new Origins(networks)).hasMessageContaining("TRUSTED_PROXIES");
    }
}
