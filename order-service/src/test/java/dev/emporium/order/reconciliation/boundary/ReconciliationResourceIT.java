package dev.emporium.order.reconciliation.boundary;

import static dev.emporium.order.OrderHouse.as;
import static dev.emporium.order.OrderHouse.poll;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.platform.security.Role;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Staff are told who has answered; here nobody does, since this service has no secret. */
class ReconciliationResourceIT {
    private static final String PATH = "/orders/reconciliation";

    @Test
    void saysWhoseBooksWereNotToBeHad() {
        JsonNode answer = poll(PATH, body -> !body.path("checked_at").isNull()).body();
        assertThat(answer.get("services")).hasSize(3).allSatisfy(service -> assertThat(
                        service.get("answered").asBoolean())
                .isFalse());
        assertThat(answer.get("items"))
                .noneMatch(item -> item.get("check").asText().equals("payments"));
    }

    @Test
    void isForStaff() {
        assertThat(as(UUID.randomUUID(), Role.CUSTOMER).get(PATH).status()).isEqualTo(403);
    }
}
