package dev.emporium.notification;

import dev.emporium.platform.testing.ServiceContracts;
import org.junit.jupiter.api.Test;

/** What others rely on: what the service says of itself is what is committed. */
class ContractIT {
    @Test
    void saysOfItselfWhatIsInContracts() throws Exception {
        ServiceContracts.assertKept("notification-service", NotificationService.class, "/notifications");
    }
}
