package dev.emporium.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.notification.Office.Reply;
import dev.emporium.platform.Json;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How somebody wants to be told, as they say it and as it is done. */
class PreferencesIT {
    private static final AtomicInteger NUMBERS = new AtomicInteger(2_079_460_000);

    private static Reply put(UUID customer, String body) {
        return Office.as(customer, "PUT", "/preferences", body);
    }

    private static UUID shipped(UUID customer, String email) {
        UUID order = Office.order(customer, email, null);
        Office.says("order.events", Office.placed(order, customer, null));
        dispatched(order);
        return order;
    }

    private static void dispatched(UUID order) {
        Office.says("shipping.events", Office.message("shipment.dispatched", order, event -> ((ObjectNode)
                        event.get("data"))
                .put("shipment_id", UUID.randomUUID().toString())));
    }

    private static String statusOf(UUID order, String channel) {
        return Office.JDBI.withHandle(handle -> handle.createQuery(
                        """
                        select status from notifications
                        where order_id = ? and kind = 'order_shipped' and channel = ?
                        """)
                .bind(0, order)
                .bind(1, channel)
                .mapTo(String.class)
                .findOne()
                .orElse("none"));
    }

    @Test
    void areMailAboutEverythingUntilSomebodySaysOtherwise() {
        JsonNode preferences = Office.as(Office.customer("a@example.com"), "GET", "/preferences", null)
                .body();
        assertThat(preferences.path("locale").isNull()).isTrue();
        assertThat(preferences.path("channels").toString()).isEqualTo("{\"mail\":true,\"sms\":false}");
        assertThat(preferences.path("phone").isNull()).isTrue();
        assertThat(preferences.path("kinds")).hasSize(12).allMatch(JsonNode::asBoolean);
        assertThat(preferences.path("kinds").has("stock_low")).isFalse();
    }

    @Test
    void areKeptAsTheyWereSaidAndCanBeSaidAgainAsTheyAreShown() {
        UUID customer = Office.customer("a@example.com");
        Reply said = put(
                customer,
                """
                {"locale": "de", "channels": {"mail": true, "sms": true}, "phone": "+442079460000",
                 "kinds": {"welcome": false, "order_confirmed": true}}
                """);
        assertThat(said.status()).isEqualTo(200);
        Reply read = Office.as(customer, "GET", "/preferences", null);
        assertThat(read.body()).isEqualTo(said.body());
        assertThat(read.body().at("/kinds/welcome").asBoolean()).isFalse();
        assertThat(read.body().at("/kinds/order_shipped").asBoolean()).isTrue();
        assertThat(read.body().at("/locale").asText()).isEqualTo("de");
        assertThat(put(customer, read.body().toString()).body()).isEqualTo(read.body());
        assertThat(Office.as(Office.customer("b@example.com"), "GET", "/preferences", null)
                        .body()
                        .at("/phone")
                        .isNull())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password_changed",
                "order_received",
                "order_confirmed",
                "order_rejected",
                "order_cancelled",
                "refunded",
                "refund_failed"
            })
    void cannotSwitchOffWhatMustBeTold(String kind) throws IOException {
        Reply refused = put(
                Office.customer("a@example.com"),
                "{\"channels\": {\"mail\": true, \"sms\": false}, \"kinds\": {\"" + kind + "\": false}}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("/errors/0/field")).isEqualTo("kinds." + kind);
        assertThat(Json.mapper()
                        .readTree(Office.SERVICE.uri("/openapi.json").toURL().openStream())
                        .at("/paths/~1preferences/put/description")
                        .asText())
                .as("what it says of itself")
                .containsPattern("\\b" + kind + "\\b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"channels\": {\"mail\": true, \"sms\": true}} | phone",
                "{\"channels\": {\"mail\": true, \"sms\": true}, \"phone\": \"0207946\"} | phone",
                "{\"channels\": {\"mail\": true, \"sms\": false}, \"kinds\": {\"stock_low\": false}} | kinds.stock_low",
                "{\"channels\": {\"mail\": true, \"sms\": false}, \"kinds\": {\"news\": true}} | kinds.news",
                "{\"channels\": {\"mail\": true}} | channels.sms",
                "{} | channels"
            })
    void refuseWhatIsNone(String body, String field) {
        Reply refused = put(Office.customer("a@example.com"), body);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("/errors/0/field")).isEqualTo(field);
    }

    @Test
    void areOfWhoeverIsSignedIn() {
        assertThat(put(null, "{\"channels\": {\"mail\": true, \"sms\": false}}").status())
                .isEqualTo(401);
        assertThat(Office.as(null, "GET", "/preferences", null).status()).isEqualTo(401);
    }

    @Test
    void whatIsNotWantedIsNotSentAndNotShown() {
        String email = Office.address("quiet-");
        UUID customer = Office.customer(email);
        put(customer, "{\"channels\": {\"mail\": true, \"sms\": false}, \"kinds\": {\"order_shipped\": false}}");
        UUID order = Office.order(customer, email, null);
        dispatched(order);
        Office.await("select count(*) = 2 from notifications where order_id = '" + order + "' and attempts > 0");
        Office.says("order.events", Office.placed(order, customer, null));
        Office.until(() -> assertThat(statusOf(order, "mail")).isEqualTo("withheld"));
        Office.until(() -> assertThat(statusOf(order, "sms")).isEqualTo("withheld"));
        Office.until(() -> assertThat(Office.MAILS.to(email)).hasSize(1));
        assertThat(Office.as(customer, "GET", "/", null).body().path("items")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTextThatIsKnownNotToBeWantedIsNotEvenNoted(boolean isGuest) {
        String email = Office.address("quiet-");
        UUID customer = isGuest ? null : Office.customer(email);
        UUID order = Office.order(customer, email, null);
        Office.says("order.events", Office.placed(order, customer, null));
        Office.await("select exists (select from order_summaries where order_id = '" + order + "')");
        dispatched(order);
        Office.until(() -> assertThat(statusOf(order, "mail")).isEqualTo("sent"));
        assertThat(statusOf(order, "sms")).isEqualTo("none");
    }

    @Test
    void whatIsNotWantedIsNotedAtOnce() {
        UUID[] causes = Stream.generate(UUID::randomUUID).limit(8).toArray(UUID[]::new);
        Office.JDBI.useHandle(handle -> handle.execute(
                "insert into notifications (notification_id, kind, channel, cause_id, customer_id, facts)"
                        + " select gen_random_uuid(), 'order_shipped', 'sms', cause_id, gen_random_uuid(), '{}'"
                        + " from unnest(?) as causes (cause_id)",
                (Object) causes));
        Office.await("select (select count(*) from notifications where status = 'withheld' and cause_id = any('{"
                + Stream.of(causes).map(UUID::toString).collect(Collectors.joining(",")) + "}')) = 8");
        assertThat(Office.JDBI.<Integer, RuntimeException>withHandle(handle -> handle.createQuery(
                                "select count(distinct cast(xmin as text)) from notifications where cause_id = any(:causes)")
                        .bind("causes", causes)
                        .mapTo(Integer.class)
                        .one()))
                .as("transactions")
                .isOne();
    }

    @Test
    void whoeverAsksForTextMessagesIsSentThem() {
        String email = Office.address("texts-");
        String phone = "+44" + NUMBERS.incrementAndGet();
        UUID customer = Office.customer(email);
        put(
                customer,
                "{\"locale\": \"de\", \"channels\": {\"mail\": false, \"sms\": true}, \"phone\": \"" + phone + "\"}");
        UUID order = shipped(customer, email);
        Office.until(() -> assertThat(Office.TEXTS.to(phone))
                .containsExactly("Emporium: Ihre Bestellung ist unterwegs. Sendungsnummer: SIM0193B3A0"));
        Office.until(() -> assertThat(statusOf(order, "sms")).isEqualTo("sent"));
        Office.until(() -> assertThat(statusOf(order, "mail")).isEqualTo("withheld"));
    }

    @Test
    void aTextWaitsUntilItIsKnownWhoseOrderItIs() {
        String email = Office.address("texts-");
        String phone = "+44" + NUMBERS.incrementAndGet();
        UUID customer = Office.customer(email);
        put(customer, "{\"channels\": {\"mail\": false, \"sms\": true}, \"phone\": \"" + phone + "\"}");
        UUID order = Office.order(customer, email, null);
        dispatched(order);
        Office.await("select exists (select from notifications where order_id = '" + order
                + "' and channel = 'sms' and attempts > 0)");
        Office.says("order.events", Office.placed(order, customer, null));
        Office.until(() -> assertThat(statusOf(order, "sms")).isEqualTo("sent"));
        assertThat(Office.TEXTS.to(phone)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"+441234567503,queued", "+441234567404,failed"})
    void aGatewayThatRefusesATextIsAskedAgainOrNot(String phone, String status) {
        String email = Office.address("texts-");
        UUID customer = Office.customer(email);
        put(customer, "{\"channels\": {\"mail\": true, \"sms\": true}, \"phone\": \"" + phone + "\"}");
        UUID order = shipped(customer, email);
        Office.await("select exists (select from notifications where order_id = '" + order
                + "' and channel = 'sms' and status = '" + status + "' and reason is not null)");
    }
}
