package dev.emporium.order.ordering.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.order.Client;
import dev.emporium.order.Client.Reply;
import dev.emporium.order.OrderHouse;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.security.Role;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services that send parcels and mails are told where to, and nobody else is. */
class DeliveryIT {
    private final UUID customerId = UUID.randomUUID();
    private final Client customer = OrderHouse.as(customerId, Role.CUSTOMER);
    private final Client shipping = OrderHouse.as(UUID.randomUUID(), Role.SERVICE);
    private final String body = Client.items(OrderHouse.SHOP.sells("5.00"), 1);

    @BeforeEach
    void everythingIsInStock() {
        OrderHouse.SHOP.isOpen();
    }

    private static String path(Reply placed) {
        assertThat(placed.status()).as(placed.body().toString()).isEqualTo(201);
        return "/orders/" + placed.text("/order_id") + "/delivery";
    }

    @Test
    void tellsAServiceWhereGoodsAndMailsGo() {
        Reply placed = customer.with("Accept-Language", "de-AT, en;q=0.5").order(body);
        Reply told = shipping.get(path(placed));
        assertThat(told.status()).isEqualTo(200);
        assertThat(told.text("/order_id")).isEqualTo(placed.text("/order_id"));
        assertThat(told.text("/customer_id")).isEqualTo(customerId.toString());
        assertThat(told.text("/email")).isEqualTo("ada.secret@emporium.example");
        assertThat(told.text("/locale")).isEqualTo("de");
        assertThat(told.body().get("shipping_address"))
                .isEqualTo(placed.body().get("shipping_address"))
                .isNotEmpty();
    }

    @Test
    void ofAGuestOrSomebodyWhoSaysNoMoreThereIsLessToTell() {
        Reply placed = OrderHouse.guest().order(body);
        Reply told = shipping.get(path(placed));
        assertThat(told.body().get("customer_id").isNull()).isTrue();
        assertThat(told.body().get("locale").isNull()).isTrue();

        Reply own = customer.order(body.replace(",\n\"email\":\"ada.secret@emporium.example\"", ""));
        assertThat(own.status()).isEqualTo(201);
        assertThat(shipping.get(path(own)).body().get("email").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"SERVICE, 200", "CUSTOMER, 403", "STAFF, 403", "ADMIN, 403"})
    void isForServicesAlone(Role role, int status) {
        Reply placed = customer.order(body);
        UUID who = role == Role.CUSTOMER ? customerId : UUID.randomUUID();
        assertThat(OrderHouse.as(who, role).get(path(placed)).status()).isEqualTo(status);
        assertThat(OrderHouse.guest().get(path(placed)).status()).isEqualTo(401);
    }

    @Test
    void tellsOfSomeAtOnceWithoutThoseOfWhichThereIsNothing() {
        String one = customer.order(body).text("/order_id");
        String other = OrderHouse.guest().order(body).text("/order_id");
        String some = "/orders/deliveries?ids=" + one + "," + UUID.randomUUID() + "," + other;
        Reply told = shipping.get(some);
        assertThat(told.status()).isEqualTo(200);
        assertThat(told.body().get("items"))
                .containsExactlyInAnyOrder(
                        shipping.get("/orders/" + one + "/delivery").body(),
                        shipping.get("/orders/" + other + "/delivery").body());
        assertThat(customer.get(some).status()).isEqualTo(403);
        assertThat(OrderHouse.guest().get(some).status()).isEqualTo(401);
        assertThat(shipping.get("/orders/deliveries").status()).isEqualTo(422);
        assertThat(shipping.get("/orders/deliveries?ids=1").status()).isEqualTo(400);
    }

    @Test
    void tellsNothingOfOrdersThatAreErasedOrWereNeverPlaced() {
        OrderHouse.SHOP.decides((order, product) -> "stock.rejected");
        Reply placed = customer.order(body);
        assertThat(shipping.get(path(placed)).status()).isEqualTo(200);
        OrderHouse.SHOP.deletes(Uuid7.next(), customerId);
        OrderHouse.await("select exists (select from erased_customers where customer_id = '" + customerId + "')");
        assertThat(shipping.get(path(placed)).status()).isEqualTo(404);
        assertThat(shipping.get("/orders/" + UUID.randomUUID() + "/delivery").status())
                .isEqualTo(404);
    }
}
