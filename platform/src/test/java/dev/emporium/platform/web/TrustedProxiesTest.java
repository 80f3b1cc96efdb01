package dev.emporium.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private final TrustedProxies proxies =
            new TrustedProxies("127.0.0.0/8, 10.0.0.0/8, 172.16.0.0/12, ::1/128, fc00::/7, 192.0.2.4,");

    private String client(String peer, String... forwardedFor) {
        return proxies.client(InetAddresses.forString(peer), List.of(forwardedFor));
    }

    @ParameterizedTest
    @CsvSource({
        // what a trusted proxy says is believed
        "10.1.2.3, 203.0.113.7, 203.0.113.7",
        "172.31.255.255, 203.0.113.7, 203.0.113.7",
        "192.0.2.4, 203.0.113.7, 203.0.113.7",
        "::1, 2001:db8::7, 2001:db8::7",
        "fd00::1, 203.0.113.7, 203.0.113.7",
        "::ffff:10.1.2.3, 203.0.113.7, 203.0.113.7",
        // nobody else's word is
        "172.32.0.1, 203.0.113.7, 172.32.0.1",
        "192.0.2.5, 203.0.113.7, 192.0.2.5",
        "198.51.100.1, 10.0.0.1, 198.51.100.1",
        "2001:db8::1, 203.0.113.7, 2001:db8::1",
        "::ffff:198.51.100.1, 203.0.113.7, 198.51.100.1",
        // the right-most that is not trusted
        "10.1.2.3, '198.51.100.1, 203.0.113.7', 203.0.113.7",
        "10.1.2.3, '198.51.100.1, 203.0.113.7, 10.9.9.9', 203.0.113.7",
        "10.1.2.3, '203.0.113.7, ::ffff:10.9.9.9, 192.0.2.4', 203.0.113.7",
        "10.1.2.3, '10.7.7.7, 10.9.9.9', 10.7.7.7",
        // ports and brackets are no part of an address
        "10.1.2.3, 203.0.113.7:4711, 203.0.113.7",
        "10.1.2.3, [2001:db8::1]:443, 2001:db8::1",
        "10.1.2.3, [2001:DB8:0:0::1], 2001:db8::1",
        "10.1.2.3, [::ffff:203.0.113.7]:1, 203.0.113.7",
        "10.1.2.3, ' 203.0.113.7 ', 203.0.113.7",
        "10.1.2.3, ::ffff:203.0.113.7, 203.0.113.7",
        "10.1.2.3, '203.0.113.7:1, 10.9.9.9:2', 203.0.113.7",
        // what is no address is not looked at, nor what stands before it
        "10.1.2.3, not-an-address, 10.1.2.3",
        "10.1.2.3, '203.0.113.7, unknown', 10.1.2.3",
        "10.1.2.3, '', 10.1.2.3",
        "10.1.2.3, ',', 10.1.2.3",
        "10.1.2.3, localhost, 10.1.2.3",
        "10.1.2.3, 999.1.1.1, 10.1.2.3",
        "10.1.2.3, 3405803783, 10.1.2.3",
        "10.1.2.3, 010.1.1.1, 10.1.2.3",
        "10.1.2.3, 203.0.113, 10.1.2.3",
        "10.1.2.3, 203.0.113.7:, 10.1.2.3",
        "10.1.2.3, 203.0.113.7:http, 10.1.2.3",
        "10.1.2.3, [203.0.113.7, 10.1.2.3",
        "10.1.2.3, fe80::1%lo, 10.1.2.3",
        "10.1.2.3, 203.0.113.7/32, 10.1.2.3"
    })
    void believesTrustedProxiesAndNobodyElse(String peer, String forwardedFor, String client) {
        assertThat(client(peer, forwardedFor)).isEqualTo(client);
    }

    @Test
    void readsSeveralHeadersAsOneList() {
        assertThat(client("10.0.0.1", "198.51.100.1", "203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(client("10.0.0.1", "203.0.113.7", "10.0.0.2")).isEqualTo("203.0.113.7");
        assertThat(client("10.0.0.1")).isEqualTo("10.0.0.1");
    }

    @Test
    void believesNobodyWhenNobodyIsTrusted() {
        TrustedProxies none = new TrustedProxies("");
        assertThat(none.client(InetAddresses.forString("127.0.0.1"), List.of("203.0.113.7")))
                .isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gateway", "localhost", "10.0.0.0/x", "10/8", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.1-2", "*"})
    void refusesWhatIsNoNetwork(String networks) {
        assertThatThrownBy(() -> new TrustedProxies("127.0.0.1, " + networks)).hasMessageContaining("TRUSTED_PROXIES");
    }
}
