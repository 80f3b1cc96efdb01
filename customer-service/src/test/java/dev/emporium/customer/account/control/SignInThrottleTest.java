package dev.emporium.customer.account.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignInThrottleTest {
    @Test
    void takesAllAddressesOfOneIpv6NetworkForOne() {
        assertThat(SignInThrottle.network("203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(SignInThrottle.network("2001:db8:1:2:3:4:5:6"))
                .isEqualTo(SignInThrottle.network("2001:db8:1:2::1"))
                .isNotEqualTo(SignInThrottle.network("2001:db8:1:3::1"));
        assertThat(SignInThrottle.network("::ffff:203.0.113.7")).isEqualTo("203.0.113.7");
    }
}
