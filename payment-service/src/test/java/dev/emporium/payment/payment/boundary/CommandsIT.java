package dev.emporium.payment.payment.boundary;

import static dev.emporium.platform.testing.Heard.Arrival.LATE;
import static dev.emporium.platform.testing.Heard.Arrival.OUT_OF_ORDER;
import static dev.emporium.platform.testing.Heard.Arrival.POISONED;
import static dev.emporium.platform.testing.Heard.Arrival.TWICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.payment.Till;
import dev.emporium.payment.Till.Reply;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.Heard;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands over a real Kafka: in their order, twice, too late and such as nobody can carry out. */
class CommandsIT {
    private static final Till TILL = Till.shared();

    private final UUID orderId = UUID.randomUUID();
    private final UUID customerId = UUID.randomUUID();

    @ParameterizedTest
    @CsvSource({
        "tok_ok, authorised, payment.authorised",
        "tok_visa, authorised, payment.authorised",
        "tok_slow, authorised, payment.authorised",
        "tok_timeout_then_ok, authorised, payment.authorised",
        "tok_error_then_ok, authorised, payment.authorised",
        "tok_duplicate_webhook, authorised, payment.authorised",
        "tok_declined, declined, payment.declined",
        "tok_insufficient_funds, declined, payment.declined",
        "tok_3ds, action_required, payment.action_required",
        "tok_3ds_abandoned, action_required, payment.action_required"
    })
    void eachTokenEndsWhereItShouldAndIsChargedOnce(String token, String status, String event) {
        TILL.paid(orderId, customerId, token, status);

        Till.until(() -> assertThat(TILL.types(orderId)).containsExactly(event));
        assertThat(TILL.farSide(orderId).path("charges").asInt()).isEqualTo(1);
        assertThat(TILL.farSide(orderId).path("held").asLong()).isEqualTo(status.equals("authorised") ? 3998 : 0);
    }

    @ParameterizedTest
    @CsvSource({"confirm, authorised, payment.authorised", "refuse, declined, payment.declined"})
    void aBuyerConfirmsOrRefusesAndTheWebhookTells(String button, String status, String event) {
        TILL.paid(orderId, customerId, "tok_3ds", "action_required");
        Till.until(() -> assertThat(TILL.events(orderId)).hasSize(1));
        String url = TILL.events(orderId).get(0).at("/data/url").asText();

        TILL.buyer(url, button);

        TILL.awaitStatus(orderId, status);
        Till.until(() -> assertThat(TILL.types(orderId)).containsExactly("payment.action_required", event));
    }

    @Test
    @Heard(by = CommandsListener.class, arriving = TWICE)
    void aCommandThatComesTwiceIsOne() {
        UUID messageId = Uuid7.next();
        String message = Till.authorise(messageId, orderId, customerId, "tok_ok");
        TILL.tell(orderId, message);
        TILL.tell(orderId, message);
        TILL.tell(orderId, Till.authorise(Uuid7.next(), orderId, customerId, "tok_ok"));
        TILL.awaitStatus(orderId, "authorised");
        String capture = Till.command("payment.capture", orderId);
        TILL.tell(orderId, capture);
        TILL.tell(orderId, capture);
        TILL.awaitStatus(orderId, "captured");
        UUID refundId = UUID.randomUUID();
        TILL.tell(orderId, Till.refund(orderId, refundId, "10.00"));
        TILL.tell(orderId, Till.refund(orderId, refundId, "10.00"));
        String last = Till.command("payment.void", orderId);
        TILL.tell(orderId, last);
        TILL.tell(orderId, last);

        TILL.awaitStatus(orderId, "refunded");
        assertThat(TILL.farSide(orderId).path("charges").asInt()).isEqualTo(1);
        assertThat(TILL.farSide(orderId).path("captured").asLong()).isEqualTo(3998);
        assertThat(TILL.farSide(orderId).path("refunded").asLong()).isEqualTo(3998);
        Till.until(() -> assertThat(TILL.types(orderId))
                .containsExactly(
                        "payment.authorised",
                        "payment.captured",
                        "payment.refunded",
                        "payment.refunded",
                        "payment.voided"));
    }

    @Test
    @Heard(
            by = CommandsListener.class,
            arriving = {LATE, OUT_OF_ORDER})
    void anAuthorisationThatComesAfterTheEndOfItsOrderIsNotMade() {
        TILL.tell(orderId, Till.command("payment.void", orderId));
        TILL.tell(orderId, Till.authorise(Uuid7.next(), orderId, customerId, "tok_ok"));
        settle();

        assertThat(TILL.payment(orderId).isMissingNode()).isTrue();
        assertThat(TILL.types(orderId)).isEmpty();
    }

    @Test
    void aTimeOutIsUndoneWhenTheProviderAnswersAfterAll() {
        TILL.tell(orderId, Till.authorise(Uuid7.next(), orderId, customerId, "tok_timeout_then_ok"));
        TILL.tell(orderId, Till.command("payment.void", orderId));

        TILL.awaitStatus(orderId, "voided");
        assertThat(TILL.farSide(orderId).path("held").asLong()).isZero();
        assertThat(TILL.farSide(orderId).path("charges").asInt()).isEqualTo(1);
    }

    @Test
    @Heard(by = CommandsListener.class, arriving = POISONED)
    void whatNobodyCanCarryOutGoesToTheDeadLettersAndHoldsUpNobody() {
        String authorise = Till.authorise(Uuid7.next(), orderId, customerId, "tok_ok");
        List<String> poison = List.of(
                "no JSON " + orderId,
                authorise.replace("39.98", "39.987"),
                authorise.replace("EUR", "EURO"),
                authorise.replace("\"token\":\"tok_ok\"", "\"token\":\"\""),
                Till.refund(orderId, UUID.randomUUID(), "0.00"),
                // nothing was ever heard of its payment
                Till.command("payment.capture", orderId),
                Till.refund(orderId, UUID.randomUUID(), "1.00"));
        poison.forEach(message -> TILL.tellAnything(orderId, message));
        TILL.paid(orderId, customerId, "tok_ok", "authorised");

        assertThat(TILL.deadLetters(poison.size(), orderId.toString())).containsExactlyInAnyOrderElementsOf(poison);
    }

    /** What was sent before has been heard when this has been. */
    private void settle() {
        TILL.tell(orderId, Till.authorise(Uuid7.next(), UUID.randomUUID(), customerId, "tok_declined"));
        Till.until(() -> assertThat(count(
                        "select count(*) from payments where customer_id = cast(:id as uuid) and status = 'declined'",
                        customerId))
                .isEqualTo(1));
    }

    private static int count(String sql, UUID id) {
        return TILL.database.withHandle(handle -> handle.createQuery(sql)
                .bind("id", id.toString())
                .mapTo(Integer.class)
                .one());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @Heard(by = CustomerEventsListener.class, arriving = LATE)
    void ofADeletedAccountOnlyItsIdIsLeft(int times) {
        UUID staffId = UUID.randomUUID();
        String staff = TILL.tokens.bearer(staffId, Role.STAFF);
        String id = TILL.paid(orderId, customerId, "tok_ok", "authorised");
        TILL.tell(orderId, Till.command("payment.capture", orderId));
        TILL.awaitStatus(orderId, "captured");
        String key = UUID.randomUUID().toString();
        String[] headers = {"Authorization", staff, "Idempotency-Key", key};
        String path = "/payments/" + id + "/refunds";
        assertThat(TILL.send("POST", path, "{}", headers).status()).isEqualTo(201);

        for (int i = 0; i < times; i++) {
            TILL.send("customer.events", staffId, deletion(staffId));
        }

        Till.until(() ->
                assertThat(TILL.send("POST", path, "{}", headers).text("/code")).isEqualTo("account_deleted"));
        assertThat(TILL.payment(orderId).at("/refunds")).hasSize(1);
        assertThat(count("select count(*) from idempotency_keys where caller = :id and body is not null", staffId))
                .isZero();
    }

    /** Staff write what they like, of whom they like. */
    @Test
    void whyADeletedCustomerWasGivenSomethingBackIsForgottenAndNotSaidAnew() {
        String id = TILL.paid(orderId, customerId, "tok_ok", "authorised");
        TILL.tell(orderId, Till.command("payment.capture", orderId));
        TILL.awaitStatus(orderId, "captured");
        assertThat(refunded(id).text("/refunds/0/reason")).isEqualTo("Ada has called");

        TILL.send("customer.events", customerId, deletion(customerId));

        Till.until(() ->
                assertThat(TILL.payment(orderId).findValuesAsText("reason")).doesNotContain("Ada has called"));
        assertThat(refunded(id).body().findValuesAsText("reason")).doesNotContain("Ada has called");
        assertThat(TILL.payment(orderId).at("/refunds")).hasSize(2);
    }

    private static Reply refunded(String id) {
        return TILL.send(
                "POST",
                "/payments/" + id + "/refunds",
                "{\"amount\":{\"amount\":\"1.00\",\"currency\":\"EUR\"},\"reason\":\"Ada has called\"}",
                "Authorization",
                TILL.staff,
                "Idempotency-Key",
                UUID.randomUUID().toString());
    }

    private static String deletion(UUID id) {
        return EventContracts.example("customer.deleted")
                .replace("0193b3a0-0000-7000-8000-000000000e20", Uuid7.next().toString())
                .replace("0193b3a0-0000-7000-8000-0000000000c1", id.toString());
    }

    @Test
    @Heard(
            by = CustomerEventsListener.class,
            arriving = {TWICE, OUT_OF_ORDER, POISONED})
    void aDeletionThatComesTwiceOrBeforeAnythingIsTheirsOrAmongPoisonIsApplied() {
        UUID staffId = UUID.randomUUID();
        String deletion = deletion(staffId);
        TILL.send("customer.events", staffId, "no JSON");
        TILL.send("customer.events", staffId, deletion.replace("\"subject\":\"" + staffId, "\"subject\":\"nobody"));
        TILL.send("customer.events", staffId, deletion);
        TILL.send("customer.events", staffId, deletion);
        Till.until(() -> assertThat(
                        count("select count(*) from erased_customers where customer_id = cast(:id as uuid)", staffId))
                .isEqualTo(1));
        String id = TILL.paid(orderId, customerId, "tok_ok", "authorised");
        assertThat(TILL.send(
                                "POST",
                                "/payments/" + id + "/refunds",
                                "{}",
                                "Authorization",
                                TILL.tokens.bearer(staffId, Role.STAFF),
                                "Idempotency-Key",
                                UUID.randomUUID().toString())
                        .text("/code"))
                .isEqualTo("account_deleted");
    }
}
