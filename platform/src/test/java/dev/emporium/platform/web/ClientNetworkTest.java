package dev.emporium.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientNetworkTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:db8::1, 20010db800000000",
        "2001:db8:0:0:ffff::1, 20010db800000000",
        "2001:db8:0:1::1, 20010db800000001",
        "::ffff:192.0.2.1, 192.0.2.1",
        "unknown, unknown"
    })
    void aNetworkIsOneClient(String address, String network) {
        assertThat(ClientNetwork.of(address)).isEqualTo(network);
    }
}
