package dev.emporium.order.ordering.boundary;

import static dev.emporium.order.OrderHouse.JDBI;
import static dev.emporium.order.OrderHouse.SHOP;
import static dev.emporium.order.OrderHouse.TOKENS;
import static dev.emporium.order.OrderHouse.deliver;
import static dev.emporium.order.OrderHouse.get;
import static dev.emporium.order.OrderHouse.items;
import static dev.emporium.order.OrderHouse.key;
import static dev.emporium.order.OrderHouse.order;
import static dev.emporium.order.OrderHouse.orderAs;
import static dev.emporium.order.OrderHouse.setStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.order.Client.Reply;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.GrowingSchema;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders are found again by those whose they are, and staff. */
class OrdersIT {
    @BeforeEach
    void everythingIsInStock() {
        SHOP.isOpen();
    }

    @Test
    void anOrderIsItsCustomersAlone() {
        UUID ada = UUID.randomUUID();
        String adas = TOKENS.bearer(ada, Role.CUSTOMER);
        String bobs = TOKENS.bearer(UUID.randomUUID(), Role.CUSTOMER);
        Reply placed = orderAs(adas, key(), items(SHOP.sells("5.00"), 1));
        String path = "/orders/" + placed.body().get("order_id").asText();

        assertThat(placed.body().get("customer_id").asText()).isEqualTo(ada.toString());
        assertThat(placed.body().has("order_token")).isFalse();
        assertThat(get(path, adas).status()).isEqualTo(200);
        assertThat(get(path + "/history", adas).status()).isEqualTo(200);
        assertThat(get("/orders", adas).body().get("items").findValuesAsText("order_id"))
                .containsExactly(placed.body().get("order_id").asText());

        assertThat(get("/orders", bobs).body().get("items")).isEmpty();
        Reply hidden = get(path, bobs);
        Reply missing = get("/orders/" + UUID.randomUUID(), bobs);
        assertThat(hidden.status()).isEqualTo(404);
        assertThat(hidden.body().get("detail")).isEqualTo(missing.body().get("detail"));
        assertThat(get(path + "/history", bobs).status()).isEqualTo(404);
        assertThat(setStatus(path.substring("/orders/".length()), "cancelled", adas)
                        .status())
                .isEqualTo(403);
        assertThat(get(path, TOKENS.bearer(UUID.randomUUID(), Role.SERVICE)).status())
                .isEqualTo(404);
    }

    @Test
    void ordersAreListedTheNewestFirstPageByPage() {
        UUID product = SHOP.sells("1.00");
        List<String> placed = IntStream.range(0, 5)
                .mapToObj(i ->
                        order(key(), items(product, 1)).body().get("order_id").asText())
                .toList();
        Reply first = get("/orders?limit=2");
        assertThat(first.body().get("items").findValuesAsText("order_id"))
                .containsExactly(placed.get(4), placed.get(3));
        String next = first.body().get("next").asText();
        assertThat(first.response().headers().firstValue("Link"))
                .contains("</orders?limit=2&cursor=" + next + ">; rel=\"next\"");
        Reply second = get("/orders/?limit=2&cursor=" + next);
        assertThat(second.body().get("items").findValuesAsText("order_id"))
                .containsExactly(placed.get(2), placed.get(1));
        assertThat(get("/orders?cursor=nonsense").status()).isEqualTo(400);
        assertThat(get("/orders?limit=0").status()).isEqualTo(422);
        assertThat(get("/orders?limit=many").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "status=lost, 400, status",
        "status=PENDING, 400, status",
        "customer_id=me, 400, customer_id",
        "placed_after=yesterday, 400, placed_after",
        "placed_before=2026-11-21, 400, placed_before",
        "placed_before=%2B1000000000-01-01T00:00:00Z, 400, placed_before",
        "placed_after=1969-12-31T23:59:59Z, 400, placed_after"
    })
    void aFilterThatIsNoneIsRefused(String query, int status, String field) {
        Reply refused = get("/orders?" + query);
        assertThat(refused.status()).as(refused.body().toString()).isEqualTo(status);
        assertThat(refused.text("/errors/0/field")).isEqualTo(field);
    }

    @Test
    void staffFindOrdersByStateCustomerAndTimeAndNobodyElseFindsAnothers() {
        UUID ada = UUID.randomUUID();
        String adas = TOKENS.bearer(ada, Role.CUSTOMER);
        Reply first = orderAs(adas, key(), items(SHOP.sells("5.00"), 1));
        SHOP.decides((order, product) -> "stock.rejected");
        Reply second = orderAs(adas, key(), items(SHOP.sells("5.00"), 1));
        String whose = "/orders?customer_id=" + ada;
        assertThat(get(whose).body().get("items").findValuesAsText("order_id"))
                .containsExactly(second.text("/order_id"), first.text("/order_id"));
        assertThat(get(whose + "&status=rejected").body().get("items").findValuesAsText("order_id"))
                .containsExactly(second.text("/order_id"));
        assertThat(get(whose + "&placed_after=" + second.text("/placed_at"))
                        .body()
                        .get("items")
                        .findValuesAsText("order_id"))
                .containsExactly(second.text("/order_id"));
        assertThat(get(whose + "&placed_after=1970-01-01T00:00:00Z").body().get("items"))
                .as("since all time")
                .hasSize(2);
        assertThat(get(whose + "&placed_before=" + second.text("/placed_at"))
                        .body()
                        .get("items")
                        .findValuesAsText("order_id"))
                .containsExactly(first.text("/order_id"));
        Reply page = get(whose + "&limit=1");
        assertThat(page.response().headers().firstValue("Link").orElseThrow()).contains("customer_id=" + ada);

        assertThat(get(whose + "&status=confirmed", adas).body().get("items")).hasSize(1);
        String bobs = TOKENS.bearer(UUID.randomUUID(), Role.CUSTOMER);
        assertThat(get(whose, bobs).status()).isEqualTo(403);
        assertThat(get("/orders?status=confirmed", bobs).body().get("items")).isEmpty();
    }

    @Test
    void anOrderThatDoesNotExistIsNotFound() {
        String path = "/orders/" + UUID.randomUUID();
        assertThat(get(path).status()).isEqualTo(404);
        assertThat(get(path + "/history").status()).isEqualTo(404);
        assertThat(setStatus(UUID.randomUUID().toString(), "shipped").status()).isEqualTo(404);
        assertThat(get("/orders/not-an-id").status()).isEqualTo(404);
    }

    @Test
    void tellsAHistoryAsItWentHoweverClocksDiffer() {
        String id = order(key(), items(SHOP.sells("2.00"), 1))
                .body()
                .path("order_id")
                .asText();
        JDBI.useHandle(handle -> handle.execute(
                "update order_history set at = at - interval '1 hour' where order_id = ? and status = 'confirmed'",
                UUID.fromString(id)));
        assertThat(get("/orders/" + id + "/history").body().get("items").findValuesAsText("status"))
                .containsExactly("pending", "confirmed");
    }

    @Test
    void decidesAsBeforeWhenTablesGetMoreColumns() {
        for (int i = 0; i < 8; i++) {
            buyAndReturn();
        }
        GrowingSchema.grow(JDBI);
        for (int i = 0; i < 8; i++) {
            buyAndReturn();
        }
    }

    private void buyAndReturn() {
        Reply placed = order(key(), items(SHOP.sells("2.00"), 1));
        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.body().path("status").asText()).isEqualTo("confirmed");
        String id = placed.body().path("order_id").asText();
        deliver(id);
        assertThat(get("/orders/" + id).status()).isEqualTo(200);
        assertThat(get("/orders/?limit=2").status()).isEqualTo(200);
        assertThat(get("/orders/" + id + "/history").body().path("items")).hasSize(4);
    }
}
