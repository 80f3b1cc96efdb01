package dev.emporium.customer;

import dev.emporium.platform.testing.ServiceContracts;
import org.junit.jupiter.api.Test;

/** What others rely on: what the service says of itself is what is committed. */
class ContractIT {
    @Test
    void saysOfItselfWhatIsInContracts() throws Exception {
        try (Desk desk = new Desk("rootPath=/customers")) {
            ServiceContracts.assertKept("customer-service", desk.uri("/openapi.json"));
        }
    }
}
