package dev.emporium.order.ordering.boundary;

import static dev.emporium.order.OrderHouse.JDBI;
import static dev.emporium.order.OrderHouse.SHOP;
import static dev.emporium.order.OrderHouse.STAFF;
import static dev.emporium.order.OrderHouse.TOKENS;
import static dev.emporium.order.OrderHouse.cancel;
import static dev.emporium.order.OrderHouse.commandsFor;
import static dev.emporium.order.OrderHouse.confirmed;
import static dev.emporium.order.OrderHouse.deliver;
import static dev.emporium.order.OrderHouse.get;
import static dev.emporium.order.OrderHouse.guest;
import static dev.emporium.order.OrderHouse.items;
import static dev.emporium.order.OrderHouse.key;
import static dev.emporium.order.OrderHouse.order;
import static dev.emporium.order.OrderHouse.orderAs;
import static dev.emporium.order.OrderHouse.setStatus;
import static dev.emporium.order.OrderHouse.ship;
import static dev.emporium.order.OrderHouse.typesOf;
import static dev.emporium.platform.testing.Heard.Arrival.LATE;
import static dev.emporium.platform.testing.Heard.Arrival.OUT_OF_ORDER;
import static dev.emporium.platform.testing.Heard.Arrival.POISONED;
import static dev.emporium.platform.testing.Heard.Arrival.TWICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.order.Client;
import dev.emporium.order.Client.Reply;
import dev.emporium.order.Shop;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.Heard;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A confirmed order follows its shipment, and can be cancelled until that has left. */
class OrderMovesIT {
    /** What is asked for an order that was confirmed and did not leave. */
    private static final String[] CALLED_OFF = {
        "stock.reserve",
        "payment.authorise",
        "stock.commit",
        "shipment.create",
        "shipment.cancel",
        "payment.void",
        "stock.release"
    };

    @BeforeEach
    void everythingIsInStock() {
        SHOP.isOpen();
    }

    @Test
    void anOrderFollowsItsShipmentAndNobodyMovesItByHand() {
        String id = confirmed();
        assertThat(setStatus(id, "rejected").text("/code")).isEqualTo("illegal_move");
        for (String status : List.of("shipped", "delivered", "returned", "pending")) {
            assertThat(setStatus(id, status).status()).isEqualTo(409);
        }
        assertThat(setStatus(id, "shipped").text("/detail")).contains("shipment");
        ship(id);
        assertThat(setStatus(id, "shipped").status()).as("it is there").isEqualTo(200);
        assertThat(setStatus(id, "delivered").status()).isEqualTo(409);
        assertThat(setStatus(id, "cancelled").status()).isEqualTo(409);
        assertThat(setStatus(id, "lost").status()).isEqualTo(422);
        deliver(id);
        assertThat(setStatus(id, "returned").status()).isEqualTo(409);
        assertThat(get("/orders/" + id + "/history").body().get("items").findValuesAsText("status"))
                .containsExactly("pending", "confirmed", "shipped", "delivered");
        assertThat(get("/orders/" + id + "/history").body().get("items").findValuesAsText("actor"))
                .containsExactly("customer", "checkout", "shipping", "shipping");
    }

    @Test
    void aConfirmedOrderThatHasNotLeftIsCancelledAndGivesBackAllThatItHolds() {
        String id = confirmed();
        Reply cancelled = setStatus(id, "cancelled");
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.text("/status")).isEqualTo("cancelled");
        assertThat(setStatus(id, "cancelled").status()).isEqualTo(200);
        assertThat(cancel(id, STAFF).status()).isEqualTo(200);
        List<String> commands = commandsFor(id, 7);
        assertThat(typesOf(commands)).containsExactlyInAnyOrder(CALLED_OFF);
        assertThat(commands).allSatisfy(command -> assertThat(EventContracts.violations(command))
                .isEmpty());
        JsonNode last = get("/orders/" + id + "/history").body().at("/items/2");
        assertThat(last.get("actor").asText()).isEqualTo("staff");
        assertThat(last.get("cause").asText()).isEqualTo("shipment.cancelled");
    }

    /** A bank holds money for some days only, and a delivery may be wished for later than that. */
    @Test
    @Heard(
            by = PaymentEventsListener.class,
            arriving = {TWICE, LATE, OUT_OF_ORDER, POISONED})
    void whatIsNotPaidAnyMoreDoesNotLeave() {
        SHOP.pays((order, token) -> null);
        String early = order(key(), items(SHOP.sells("5.00"), 1), "wait=0").text("/order_id");
        commandsFor(early, 2);
        SHOP.isOpen();
        String late = confirmed();
        ship(late);
        String id = confirmed();
        String voided = Shop.message("payment.voided", id);
        SHOP.writes("payment.events", "not json");
        SHOP.writes("payment.events", voided.replace("\"subject\":\"" + id, "\"subject\":\"nobody"));
        for (String other : List.of(early, late)) {
            SHOP.writes("payment.events", Shop.message("payment.voided", other));
        }
        SHOP.writes("payment.events", voided);
        SHOP.writes("payment.events", voided);
        SHOP.writes("payment.events", Shop.message("payment.voided", id));
        SHOP.writes("payment.events", Shop.message("payment.authorised", early));

        assertThat(typesOf(commandsFor(id, 7))).containsExactlyInAnyOrder(CALLED_OFF);
        assertThat(get("/orders/" + id).text("/status")).isEqualTo("cancelled");
        assertThat(get("/orders/" + id + "/history").body().at("/items/2/actor").asText())
                .isEqualTo("payment");
        assertThat(typesOf(commandsFor(early, 4))).contains("shipment.create").doesNotContain("shipment.cancel");
        assertThat(get("/orders/" + late).text("/status")).isEqualTo("shipped");
        assertThat(typesOf(commandsFor(late, 5))).doesNotContain("shipment.cancel");
    }

    @Test
    void itsOwnerCancelsAnOrderAndNobodyElse() {
        String adas = TOKENS.bearer(UUID.randomUUID(), Role.CUSTOMER);
        String id = orderAs(adas, key(), items(SHOP.sells("5.00"), 1)).text("/order_id");
        assertThat(cancel(id, TOKENS.bearer(UUID.randomUUID(), Role.CUSTOMER)).status())
                .isEqualTo(404);
        assertThat(guest().send("POST", "/orders/" + id + "/cancellation", null).status())
                .isEqualTo(401);
        assertThat(cancel(id, adas).text("/status")).isEqualTo("cancelled");
        assertThat(get("/orders/" + id + "/history").body().at("/items/2/actor").asText())
                .isEqualTo("customer");

        Reply guests = order(key(), items(SHOP.sells("5.00"), 1));
        String token = guests.text("/order_token");
        assertThat(guest().with("Order-Token", token)
                        .with("Prefer", "wait=10")
                        .send("POST", "/orders/" + guests.text("/order_id") + "/cancellation", null)
                        .text("/status"))
                .isEqualTo("cancelled");
    }

    @Test
    void whileShippingServiceDecidesACancellationIsNoneYet() {
        SHOP.recalls(order -> null);
        String id = confirmed();
        Client staff = guest().with("Authorization", STAFF).with("Prefer", "wait=0");
        Reply asked = staff.send("POST", "/orders/" + id + "/cancellation", null);
        assertThat(asked.status()).isEqualTo(202);
        assertThat(asked.response().headers().firstValue("Location")).contains("/orders/" + id);
        assertThat(asked.text("/status")).isEqualTo("confirmed");
        assertThat(staff.send("POST", "/orders/" + id + "/cancellation", null).status())
                .isEqualTo(202);
        assertThat(staff.send("PUT", "/orders/" + id + "/status", "{\"status\":\"cancelled\"}")
                        .status())
                .isEqualTo(202);

        ship(id);
        Reply late = staff.send("POST", "/orders/" + id + "/cancellation", null);
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.text("/code")).isEqualTo("illegal_move");
        assertThat(typesOf(commandsFor(id, 6))).as("asked once").containsOnlyOnce("shipment.cancel");
    }

    @Test
    void whoWaitsForACancellationIsToldThatTheParcelHasLeft() {
        SHOP.recalls(order -> "shipment.dispatched");
        String id = confirmed();
        assertThat(cancel(id, STAFF).status()).isEqualTo(409);
        assertThat(get("/orders/" + id).text("/status")).isEqualTo("shipped");
    }

    @Test
    void aCancelledPendingOrderHasNoCheckoutAndGivesItsStockBackOnce() {
        SHOP.decides((order, product) -> null);
        UUID product = SHOP.sells("5.00");
        String id =
                order(key(), items(product, 1), "wait=0").body().get("order_id").asText();
        assertThat(setStatus(id, "cancelled").status()).isEqualTo(200);
        assertThat(JDBI.<Integer, RuntimeException>withHandle(
                        handle -> handle.createQuery("select count(*) from checkouts where order_id = ?")
                                .bind(0, UUID.fromString(id))
                                .mapTo(Integer.class)
                                .one()))
                .isZero();

        // what it has asked for is set aside at last, and another order after it, so that both have been heard of
        SHOP.says("stock.reserved", id, product.toString());
        SHOP.decides((order, any) -> "stock.reserved");
        assertThat(order(key(), items(product, 1)).body().get("status").asText())
                .isEqualTo("confirmed");
        assertThat(get("/orders/" + id + "/history").body().get("items").findValuesAsText("status"))
                .containsExactly("pending", "cancelled");
        assertThat(typesOf(commandsFor(id, 2))).containsExactly("stock.reserve", "stock.release");
    }

    @Test
    void whatStaffChangeIsNotedForAdminsAndNothingCanUnwriteIt() {
        UUID someone = UUID.randomUUID();
        String id = order(key(), items(SHOP.sells("5.00"), 1))
                .body()
                .get("order_id")
                .asText();
        setStatus(id, "delivered", TOKENS.bearer(someone, Role.STAFF));
        setStatus(id, "cancelled", TOKENS.bearer(someone, Role.STAFF));
        setStatus(id, "cancelled", TOKENS.bearer(someone, Role.STAFF));

        String path = "/orders/audit?subject_id=" + id;
        assertThat(get(path, STAFF).status()).isEqualTo(403);
        JsonNode trail =
                get(path, TOKENS.bearer(UUID.randomUUID(), Role.ADMIN)).body().get("items");
        assertThat(trail).hasSize(1);
        assertThat(trail.at("/0/actor_id").asText()).isEqualTo(someone.toString());
        assertThat(trail.at("/0/action").asText()).isEqualTo("order.status");
        assertThat(trail.at("/0/detail").asText()).isEqualTo("cancelled");
        assertThat(trail.at("/0/address").asText()).isEqualTo("127.0.0.1");
        assertThat(trail.at("/0/request_id").asText()).isNotBlank();
        for (String change : List.of("delete from audit_entries", "update audit_entries set detail = 'x'")) {
            assertThatThrownBy(() -> JDBI.useHandle(handle -> handle.execute(change)))
                    .hasMessageContaining("append-only");
        }
    }
}
