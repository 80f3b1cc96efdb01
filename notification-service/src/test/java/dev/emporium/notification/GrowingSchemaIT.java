package dev.emporium.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.testing.GrowingSchema;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The next version's migrations run while this one serves. */
class GrowingSchemaIT {
    @Test
    void servesAsBeforeWhenTablesGetMoreColumns() throws Exception {
        for (int i = 0; i < 2; i++) {
            useEverything();
        }
        GrowingSchema.grow(Office.JDBI);
        for (int i = 0; i < 2; i++) {
            useEverything();
        }
    }

    private static void useEverything() throws Exception {
        String email = Office.address("rcpt-450-");
        UUID customer = Office.customer(email);
        UUID order = Office.order(customer, email, null);
        assertThat(Office.as(customer, "PUT", "/preferences", "{\"channels\": {\"mail\": true, \"sms\": false}}")
                        .status())
                .isEqualTo(200);
        Office.says("order.events", Office.placed(order, customer, null));
        Office.until(() -> assertThat(Office.status(order, "order_received")).startsWith("queued put_off"));
        Office.MAILS.relents(email);
        Office.until(() -> assertThat(Office.MAILS.to(email)).hasSize(1));
        assertThat(Office.as(customer, "GET", "/?limit=1", null).body().path("items"))
                .hasSize(1);
        Office.says("customer.events", Office.message("customer.deleted", customer));
        Office.await("select exists (select from erased_customers where customer_id = '" + customer + "')");
    }
}
