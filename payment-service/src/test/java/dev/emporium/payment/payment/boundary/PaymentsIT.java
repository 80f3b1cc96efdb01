package dev.emporium.payment.payment.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.payment.Till;
import dev.emporium.payment.Till.Reply;
import dev.emporium.platform.security.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentsIT {
    private static final Till TILL = Till.shared();

    private final UUID orderId = UUID.randomUUID();
    private final UUID customerId = UUID.randomUUID();
    private final String owner = TILL.tokens.bearer(customerId, Role.CUSTOMER);

    @Test
    void isThereForItsOwnerAndForStaffAndForNobodyElse() {
        String id = TILL.paid(orderId, customerId, "tok_ok", "authorised");
        String path = "/payments/" + id;

        Reply own = TILL.get(path, owner);
        assertThat(own.status()).isEqualTo(200);
        assertThat(own.response().headers().firstValue("ETag")).isPresent();
        List<String> fields = new ArrayList<>();
        own.body().fieldNames().forEachRemaining(fields::add);
        assertThat(fields)
                .containsExactly(
                        "payment_id",
                        "order_id",
                        "customer_id",
                        "provider",
                        "status",
                        "amount",
                        "captured",
                        "refunded",
                        "refunds",
                        "created_at",
                        "updated_at");
        assertThat(own.body().at("/amount").toString()).isEqualTo("{\"amount\":\"39.98\",\"currency\":\"EUR\"}");
        assertThat(TILL.get(path, TILL.staff).body()).isEqualTo(own.body());
        String stranger = TILL.tokens.bearer(UUID.randomUUID(), Role.CUSTOMER);
        assertThat(TILL.get(path, stranger).status()).isEqualTo(404);
        assertThat(TILL.get("/payments/?order_id=" + orderId, stranger).body().at("/items"))
                .isEmpty();
        assertThat(TILL.send("GET", path, null).status()).isEqualTo(401);
        String etag = own.response().headers().firstValue("ETag").orElseThrow();
        assertThat(TILL.send("GET", path, null, "Authorization", owner, "If-None-Match", etag)
                        .status())
                .isEqualTo(304);
    }

    @Test
    void isListedPageByPage() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            made.add(TILL.paid(UUID.randomUUID(), customerId, "tok_declined", "declined"));
        }
        Set<String> listed = new HashSet<>();
        String cursor = "";
        for (int i = 0; i < 3; i++) {
            Reply page = TILL.get("/payments/?limit=1" + cursor, owner);
            listed.add(page.text("/items/0/payment_id"));
            cursor = "&cursor=" + page.text("/next");
        }
        assertThat(listed).isEqualTo(made);
        assertThat(cursor).isEqualTo("&cursor=null");
        assertThat(TILL.get("/payments/?order_id=1", owner).status()).isEqualTo(400);
    }

    private Reply refund(String paymentId, String key, String body, String authorization) {
        return TILL.send(
                "POST",
                "/payments/" + paymentId + "/refunds",
                body,
                "Authorization",
                authorization,
                "Idempotency-Key",
                key);
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private static String euros(String amount) {
        return "{\"amount\":{\"amount\":\"%s\",\"currency\":\"EUR\"},\"reason\":\"scratched\"}".formatted(amount);
    }

    private String captured() {
        String id = TILL.paid(orderId, customerId, "tok_ok", "authorised");
        TILL.tell(orderId, Till.command("payment.capture", orderId));
        TILL.awaitStatus(orderId, "captured");
        return id;
    }

    @Test
    void staffGiveBackSomeAndThenAllThatIsLeft() {
        String id = captured();
        String key = key();

        Reply some = refund(id, key, euros("10.00"), TILL.staff);
        assertThat(some.status()).isEqualTo(201);
        assertThat(some.response().headers().firstValue("Location")).hasValue("/payments/" + id);
        assertThat(some.text("/refunds/0/amount/amount")).isEqualTo("10.00");
        assertThat(some.text("/refunds/0/reason")).isEqualTo("scratched");
        assertThat(some.text("/refunds/0/status")).isEqualTo("pending");
        assertThat(refund(id, key, euros("10.00"), TILL.staff).body()).isEqualTo(some.body());
        assertThat(refund(id, key, euros("11.00"), TILL.staff).status()).isEqualTo(422);
        assertThat(refund(id, key(), euros("29.99"), TILL.staff).text("/code")).isEqualTo("refund_too_large");
        assertThat(refund(id, key(), "{}", TILL.staff).text("/refunds/1/amount/amount"))
                .isEqualTo("29.98");

        TILL.awaitStatus(orderId, "refunded");
        assertThat(refund(id, key(), "{}", TILL.staff).status()).isEqualTo(409);
        assertThat(TILL.farSide(orderId).path("refunded").asLong()).isEqualTo(3998);
        Till.until(() -> assertThat(TILL.types(orderId))
                .containsExactly("payment.authorised", "payment.captured", "payment.refunded", "payment.refunded"));
        JsonNode last = TILL.events(orderId).get(3);
        assertThat(last.at("/data/refunded/amount").asText()).isEqualTo("39.98");
        assertThat(last.at("/data/customer_id").asText()).isEqualTo(customerId.toString());
        String admin = TILL.tokens.bearer(UUID.randomUUID(), Role.ADMIN);
        assertThat(TILL.get("/payments/audit?subject_id=" + id, admin).body().at("/items"))
                .extracting(entry -> entry.path("detail").asText())
                .containsExactly("29.98 EUR", "10.00 EUR");
    }

    @Test
    void ofParallelRefundsOnlyThoseAreMadeThatThereIsMoneyFor() {
        String id = captured();

        long made = IntStream.range(0, 8)
                .parallel()
                .filter(i -> refund(id, key(), euros("15.00"), TILL.staff).status() == 201)
                .count();

        assertThat(made).isEqualTo(2);
        Till.until(() ->
                assertThat(TILL.farSide(orderId).path("refunded").asLong()).isEqualTo(3000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"amount\":{\"amount\":\"1.00\",\"currency\":\"USD\"}}",
                "{\"amount\":{\"amount\":\"0.00\",\"currency\":\"EUR\"}}",
                "{\"amount\":{\"amount\":\"-1.00\",\"currency\":\"EUR\"}}",
                "{\"amount\":5}",
                "{\"sum\":\"1.00\"}"
            })
    void refusesRefundsThatAreNone(String body) {
        String id = TILL.paid(orderId, customerId, "tok_ok", "authorised");

        assertThat(refund(id, key(), body, TILL.staff).status()).isEqualTo(422);
    }

    @Test
    void refundsAreForStaffWithAKeyAndOfWhatIsTaken() {
        String id = TILL.paid(orderId, customerId, "tok_ok", "authorised");

        assertThat(refund(id, key(), "{}", owner).status()).isEqualTo(403);
        assertThat(refund(id, key(), "{}", TILL.staff).text("/code")).isEqualTo("refund_too_large");
        assertThat(refund(UUID.randomUUID().toString(), key(), "{}", TILL.staff).status())
                .isEqualTo(404);
        assertThat(TILL.send("POST", "/payments/" + id + "/refunds", "{}", "Authorization", TILL.staff)
                        .text("/code"))
                .isEqualTo("idempotency_key_required");
    }

    @Test
    void showsOtherServicesWhatStandsInTheBooks() {
        captured();
        String service = TILL.tokens.bearer(UUID.randomUUID(), Role.SERVICE);

        List<JsonNode> entries = new ArrayList<>();
        String cursor = "";
        do {
            Reply page = TILL.get("/payments/books?limit=2" + cursor, service);
            assertThat(page.status()).isEqualTo(200);
            page.body().at("/items").forEach(entries::add);
            cursor = page.body().at("/next").isNull() ? null : "&cursor=" + page.text("/next");
        } while (cursor != null);
        assertThat(entries)
                .filteredOn(entry -> entry.path("order_id").asText().equals(orderId.toString()))
                .singleElement()
                .satisfies(entry -> assertThat(entry.toString())
                        .isEqualTo(("{\"order_id\":\"%s\",\"status\":\"captured\",\"amount\":%2$s,\"captured\":%2$s,"
                                        + "\"refunded\":{\"amount\":\"0.00\",\"currency\":\"EUR\"}}")
                                .formatted(orderId, "{\"amount\":\"39.98\",\"currency\":\"EUR\"}")));
        assertThat(TILL.get("/payments/books", owner).status()).isEqualTo(403);
    }
}
