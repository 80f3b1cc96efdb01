package dev.emporium.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.notification.Office.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a person was told is theirs to read, and nobody else's. */
class InboxIT {
    private static JsonNode list(UUID customer) {
        return Office.as(customer, "GET", "/", null).body().path("items");
    }

    /** A customer who was told that their orders have come in. */
    private static UUID toldOf(int orders) {
        UUID customer = Office.customer(Office.address("reader-"));
        for (int i = 0; i < orders; i++) {
            UUID order = Office.order(customer, null, null);
            Office.says("order.events", Office.placed(order, customer, null));
        }
        Office.until(() -> assertThat(list(customer))
                .hasSize(orders)
                .allSatisfy(item -> assertThat(item.path("status").asText()).isEqualTo("sent")));
        return customer;
    }

    @Test
    void showsWhatWasToldAndWhen() {
        UUID customer = toldOf(1);
        JsonNode item = list(customer).get(0);
        assertThat(item.path("kind").asText()).isEqualTo("order_received");
        assertThat(item.path("channel").asText()).isEqualTo("mail");
        assertThat(item.path("subject").asText())
                .isEqualTo(
                        "We have received your order (" + item.path("order_id").asText() + ")");
        assertThat(item.path("created_at").asText()).isNotBlank();
        assertThat(item.path("sent_at").asText()).isNotBlank();
    }

    @Test
    void isWalkedPageByPageTheNewestFirst() {
        UUID customer = toldOf(5);
        List<String> ids = new ArrayList<>();
        String path = "/?limit=2";
        while (path != null) {
            Reply page = Office.as(customer, "GET", path, null);
            page.body()
                    .path("items")
                    .forEach(item -> ids.add(item.path("notification_id").asText()));
            String next = page.body().path("next").asText(null);
            assertThat(page.response().headers().firstValue("Link").isPresent()).isEqualTo(next != null);
            path = next == null ? null : "/?limit=2&cursor=" + next;
        }
        assertThat(ids).hasSize(5).doesNotHaveDuplicates().isSortedAccordingTo((one, other) -> other.compareTo(one));
    }

    @Test
    void isNobodyElses() {
        toldOf(1);
        assertThat(list(Office.customer(Office.address("other-")))).isEmpty();
        assertThat(Office.as(null, "GET", "/", null).status()).isEqualTo(401);
    }

    @Test
    void saysWhatFailedAndWhatStillWaits() {
        String email = Office.address("rcpt-550-");
        UUID customer = Office.customer(email);
        Office.says("customer.events", Office.message("customer.registered", customer));
        Office.until(
                () -> assertThat(list(customer).path(0).path("status").asText()).isEqualTo("failed"));
        assertThat(list(customer).get(0).path("subject").isNull()).isTrue();
        UUID waiting = Office.customer(Office.address("rcpt-450-"));
        Office.says("customer.events", Office.message("customer.registered", waiting));
        Office.until(
                () -> assertThat(list(waiting).path(0).path("status").asText()).isEqualTo("queued"));
    }
}
