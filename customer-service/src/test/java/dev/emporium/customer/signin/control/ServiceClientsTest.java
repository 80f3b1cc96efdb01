package dev.emporium.customer.signin.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceClientsTest {
    @Test
    void knowsItsClientsByTheirSecrets() {
        ServiceClients clients = new ServiceClients("order-service:0123456789abcdef, cart-service:fedcba9876543210:x");
        assertThat(clients.authenticate("order-service", "0123456789abcdef"))
                .contains(ServiceClients.principal("order-service"));
        assertThat(clients.authenticate("cart-service", "fedcba9876543210:x")).isPresent();
        assertThat(clients.authenticate("order-service", "fedcba9876543210:x")).isEmpty();
        assertThat(clients.authenticate("product-service", "0123456789abcdef")).isEmpty();
        assertThat(clients.authenticate("", "")).isEmpty();
    }

    @Test
    void mayHaveNone() {
        assertThat(new ServiceClients(null).authenticate("a", "")).isEmpty();
        assertThat(new ServiceClients(" ").authenticate("a", "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"order-service", "order-service:short", ":0123456789abcdef", "Order:0123456789abcdef"})
    void refusesWhatIsNoClientWithoutRepeatingIt(String configured) {
        assertThatThrownBy(() -> new ServiceClients(configured))
                .hasMessageContaining("SERVICE_CLIENT_SECRETS")
                .hasMessageNotContaining("0123456789abcdef");
    }
}
