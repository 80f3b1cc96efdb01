package dev.emporium.order.checkout.boundary;

import static dev.emporium.order.OrderHouse.JDBI;
import static dev.emporium.order.OrderHouse.SHOP;
import static dev.emporium.order.OrderHouse.await;
import static dev.emporium.order.OrderHouse.awaitStatus;
import static dev.emporium.order.OrderHouse.commandsFor;
import static dev.emporium.order.OrderHouse.deliver;
import static dev.emporium.order.OrderHouse.get;
import static dev.emporium.order.OrderHouse.items;
import static dev.emporium.order.OrderHouse.key;
import static dev.emporium.order.OrderHouse.listenTo;
import static dev.emporium.order.OrderHouse.order;
import static dev.emporium.order.OrderHouse.ship;
import static dev.emporium.order.OrderHouse.timesOut;
import static dev.emporium.order.OrderHouse.typesOf;
import static dev.emporium.platform.testing.Heard.Arrival.LATE;
import static dev.emporium.platform.testing.Heard.Arrival.OUT_OF_ORDER;
import static dev.emporium.platform.testing.Heard.Arrival.POISONED;
import static dev.emporium.platform.testing.Heard.Arrival.TWICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.order.Client;
import dev.emporium.order.Client.Reply;
import dev.emporium.order.Shop;
import dev.emporium.order.ordering.boundary.ShipmentEventsListener;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.Heard;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every order comes to its decision, and keeps nothing that it does not need. */
class DecisionsIT {
    @BeforeEach
    void everythingIsInStock() {
        SHOP.isOpen();
    }

    @Test
    void whatIsNotToBeHadRejectsTheOrder() {
        SHOP.decides((order, product) -> "stock.rejected");
        Reply placed = order(key(), items(SHOP.sells("5.00"), 1));
        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.body().get("status").asText()).isEqualTo("rejected");
        assertThat(placed.body().get("reason").asText()).isEqualTo("out_of_stock");
    }

    @Test
    void anOrderThatIsNotDecidedInTimeIsRejectedAndHoldsNothing() {
        SHOP.decides((order, product) -> null);
        UUID product = SHOP.sells("5.00");
        Reply placed = order(key(), items(product, 1), "wait=0");
        assertThat(placed.status()).isEqualTo(202);
        assertThat(placed.body().get("status").asText()).isEqualTo("pending");
        String id = placed.body().get("order_id").asText();

        timesOut(id);
        assertThat(get("/orders/" + id).text("/reason")).isEqualTo("timed_out");
        assertThat(typesOf(commandsFor(id, 2))).containsExactly("stock.reserve", "stock.release");

        // the answer comes at last, and finds the order over
        SHOP.says("stock.reserved", id, product.toString());
        SHOP.decides((order, any) -> "stock.reserved");
        assertThat(order(key(), items(product, 1)).body().get("status").asText())
                .isEqualTo("confirmed");
        assertThat(get("/orders/" + id).body().get("status").asText()).isEqualTo("rejected");
    }

    @Test
    void whatIsSaidToOthersIsAsTheContractsSay() {
        String id = order(key(), items(SHOP.sells("5.00"), 2))
                .body()
                .get("order_id")
                .asText();
        ship(id);
        List<String> events = listenTo("order.events", id, 3);
        assertThat(typesOf(events)).containsExactly("order.placed", "order.confirmed", "order.shipped");
        assertThat(events).allSatisfy(event -> assertThat(EventContracts.violations(event))
                .isEmpty());
        // the confirmation goes on with the request id of the message that caused it
        assertThat(events.get(1)).contains("\"requestid\":\"from-the-shop\"");
        List<String> commands = commandsFor(id, 5);
        assertThat(typesOf(commands))
                .containsExactlyInAnyOrder(
                        "stock.reserve", "payment.authorise", "stock.commit", "shipment.create", "payment.capture");
        assertThat(commands).allSatisfy(command -> assertThat(EventContracts.violations(command))
                .isEmpty());
    }

    private static Reply payBy(String token, String prefer) {
        return order(key(), items(SHOP.sells("5.00"), 1).replace("tok_visa", token), prefer);
    }

    @ParameterizedTest
    @CsvSource({"tok_declined, payment_declined", "tok_failing, payment_unavailable"})
    void whatIsNotPaidIsRejectedAndGivenBack(String token, String reason) {
        Reply placed = payBy(token, "wait=10");
        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.text("/status")).isEqualTo("rejected");
        assertThat(placed.text("/reason")).isEqualTo(reason);
        List<String> commands = commandsFor(placed.text("/order_id"), 4);
        assertThat(typesOf(commands))
                .containsExactlyInAnyOrder("stock.reserve", "payment.authorise", "payment.void", "stock.release");
        assertThat(commands).allSatisfy(command -> assertThat(EventContracts.violations(command))
                .isEmpty());
    }

    @Test
    @Heard(by = AnswersListener.class, arriving = LATE)
    void aPaymentThatNobodyAnswersTimesOutAndItsLateAnswerHasNoEffect() {
        Reply placed = payBy("tok_silent", "wait=0");
        String id = placed.text("/order_id");
        commandsFor(id, 2);
        timesOut(id);
        assertThat(get("/orders/" + id).text("/reason")).isEqualTo("timed_out");
        SHOP.says("payment.authorised", id);
        assertThat(order(key(), items(SHOP.sells("5.00"), 1)).text("/status")).isEqualTo("confirmed");
        assertThat(get("/orders/" + id).text("/status")).isEqualTo("rejected");
        assertThat(typesOf(commandsFor(id, 4)))
                .containsExactlyInAnyOrder("stock.reserve", "payment.authorise", "payment.void", "stock.release");
    }

    @Test
    void aBuyerWhoMustConfirmIsToldWhereAtOnceAndTheOrderWaitsForThem() {
        String key = key();
        String body = items(SHOP.sells("5.00"), 1).replace("tok_visa", "tok_3ds");
        Reply placed = order(key, body);
        assertThat(placed.status()).isEqualTo(202);
        assertThat(placed.text("/payment_action/url")).isEqualTo("https://bank.example/confirm/8c1f");
        assertThat(placed.text("/payment_action/expires_at")).isNotBlank();
        String id = placed.text("/order_id");
        assertThat(get("/orders/" + id).body().get("payment_action"))
                .isEqualTo(placed.body().get("payment_action"));
        assertThat(order(key, body).body()).isEqualTo(placed.body());

        SHOP.says("payment.authorised", id);
        awaitStatus(id, "confirmed");
        assertThat(get("/orders/" + id).body().has("payment_action")).isFalse();
        assertThat(get("/orders/" + id + "/history").body().get("items").findValuesAsText("actor"))
                .containsExactly("customer", "checkout");
    }

    @Test
    @Heard(
            by = ShipmentEventsListener.class,
            arriving = {TWICE, LATE, OUT_OF_ORDER, POISONED})
    @Heard(
            by = AnswersListener.class,
            arriving = {TWICE, POISONED})
    void answersThatComeTwiceTooEarlyOrAmongPoisonAreApplied() {
        SHOP.pays((order, token) -> null);
        Reply placed = payBy("tok_visa", "wait=0");
        String id = placed.text("/order_id");
        String early = Shop.message("shipment.dispatched", id);
        SHOP.writes("shipping.events", early);
        awaitHeard(early);
        SHOP.writes("payment.events", "not json");
        SHOP.writes(
                "payment.events", Shop.message("payment.action_required", id).replace("\"url\"", "\"uri\""));
        commandsFor(id, 2);
        String authorised = Shop.message("payment.authorised", id);
        SHOP.writes("payment.events", authorised);
        SHOP.writes("payment.events", authorised);
        SHOP.says("payment.authorised", id);
        awaitStatus(id, "confirmed");
        String dispatched = Shop.message("shipment.dispatched", id);
        SHOP.writes("shipping.events", "not json");
        SHOP.writes("shipping.events", dispatched.replace("\"subject\":\"" + id, "\"subject\":\"nobody"));
        SHOP.writes("shipping.events", dispatched);
        SHOP.writes("shipping.events", dispatched);
        awaitStatus(id, "shipped");
        SHOP.says("payment.declined", id);
        SHOP.says("shipment.dispatched", id);
        SHOP.says("shipment.cancelled", id);
        deliver(id);
        assertThat(get("/orders/" + id + "/history").body().get("items").findValuesAsText("status"))
                .containsExactly("pending", "confirmed", "shipped", "delivered");
        assertThat(typesOf(commandsFor(id, 5)))
                .containsExactlyInAnyOrder(
                        "stock.reserve", "payment.authorise", "stock.commit", "shipment.create", "payment.capture");
    }

    @Test
    @Heard(by = AnswersListener.class, arriving = OUT_OF_ORDER)
    void anAnswerToWhatWasNotAskedYetIsPassedOver() {
        SHOP.decides((order, product) -> null);
        UUID product = SHOP.sells("5.00");
        String id = order(key(), items(product, 1), "wait=0").text("/order_id");
        String early = Shop.message("payment.authorised", id);
        SHOP.writes("payment.events", early);
        awaitHeard(early);
        assertThat(get("/orders/" + id).text("/status")).isEqualTo("pending");
        assertThat(typesOf(commandsFor(id, 1))).containsExactly("stock.reserve");

        SHOP.says("stock.reserved", id, product.toString());
        awaitStatus(id, "confirmed");
        assertThat(typesOf(commandsFor(id, 4)))
                .containsExactlyInAnyOrder("stock.reserve", "payment.authorise", "stock.commit", "shipment.create");
    }

    private static void awaitHeard(String message) {
        await("select exists (select from inbox where message_id = '"
                + message.replaceFirst(".*?\"id\":\"([^\"]*)\".*", "$1") + "')");
    }

    @Test
    void whatACardIsKnownByIsForgottenOnceItIsSent() {
        String token = "tok_" + key().replace("-", "x");
        Reply placed = payBy(token, "wait=10");
        assertThat(placed.text("/status")).isEqualTo("confirmed");
        assertThat(commandsFor(placed.text("/order_id"), 4)).anyMatch(command -> command.contains(token));
        await("select not exists (select from outbox)");
        assertThat(Client.traces(JDBI, token)).isEmpty();
    }
}
