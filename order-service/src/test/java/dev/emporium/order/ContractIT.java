package dev.emporium.order;

import dev.emporium.platform.testing.ServiceContracts;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import org.junit.jupiter.api.Test;

/** What others rely on: what the service says of itself is what is committed. */
class ContractIT {
    @Test
    void saysOfItselfWhatIsInContracts() throws Exception {
        try (var service = TestService.start(
                OrderService.class, TestPostgres.create(), "rootPath=/orders", "kafka.bootstrapServers=127.0.0.1:1")) {
            ServiceContracts.assertKept("order-service", service.uri("/orders/openapi.json"));
        }
    }
}
