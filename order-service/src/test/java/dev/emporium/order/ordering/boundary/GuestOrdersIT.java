package dev.emporium.order.ordering.boundary;

import static dev.emporium.order.OrderHouse.JDBI;
import static dev.emporium.order.OrderHouse.SHOP;
import static dev.emporium.order.OrderHouse.TOKENS;
import static dev.emporium.order.OrderHouse.get;
import static dev.emporium.order.OrderHouse.items;
import static dev.emporium.order.OrderHouse.key;
import static dev.emporium.order.OrderHouse.order;
import static dev.emporium.order.OrderHouse.orderAs;
import static dev.emporium.order.OrderHouse.poll;
import static dev.emporium.order.OrderHouse.send;
import static dev.emporium.order.OrderHouse.setStatus;
import static dev.emporium.order.OrderHouse.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.order.Client;
import dev.emporium.order.Client.Reply;
import dev.emporium.order.ordering.control.Erasure;
import dev.emporium.order.ordering.control.OrderUpkeep;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.security.Role;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who orders as a guest finds the order again by a secret of their own, and nobody else does. */
class GuestOrdersIT {
    @BeforeEach
    void everythingIsInStock() {
        SHOP.isOpen();
    }

    @Test
    void somebodySignedInNeedNotSayWhereTheMailsGoAndAGuestMust() {
        String body = items(SHOP.sells("5.00"), 1).replace(",\"email\":\"ada@emporium.example\"", "");
        assertThat(body).doesNotContain("email");
        Reply guest = order(key(), body);
        assertThat(guest.status()).isEqualTo(422);
        assertThat(guest.body().at("/errors/0/field").asText()).isEqualTo("email");
        assertThat(orderAs(TOKENS.bearer(UUID.randomUUID(), Role.CUSTOMER), key(), body)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aGuestsTokenOpensItsOrderAlsoForSomebodySignedIn() {
        Reply placed = order(key(), items(SHOP.sells("5.00"), 1));
        String token = placed.body().get("order_token").asText();
        String path = "/orders/" + placed.body().get("order_id").asText();
        String adas = TOKENS.bearer(UUID.randomUUID(), Role.CUSTOMER);
        for (String each : List.of(path, path + "/history")) {
            assertThat(send(to(each).header("Authorization", adas)
                                    .header("Order-Token", token)
                                    .GET()
                                    .build())
                            .status())
                    .isEqualTo(200);
            assertThat(send(to(each).header("Authorization", adas)
                                    .header("Order-Token", token + "x")
                                    .GET()
                                    .build())
                            .status())
                    .isEqualTo(404);
            assertThat(get(each, adas).status()).isEqualTo(404);
        }
        Reply own = orderAs(adas, key(), items(SHOP.sells("5.00"), 1));
        assertThat(send(to("/orders/" + own.body().get("order_id").asText())
                                .header("Authorization", adas)
                                .header("Order-Token", token)
                                .GET()
                                .build())
                        .status())
                .as("their own stays theirs")
                .isEqualTo(200);
    }

    @Test
    void aGuestsTokenReadsThatOneOrderAndNothingElse() {
        String key = key();
        String body = items(SHOP.sells("5.00"), 1);
        Reply placed = order(key, body);
        Reply other = order(key(), body);
        String token = placed.body().get("order_token").asText();
        String path = "/orders/" + placed.body().get("order_id").asText();

        assertThat(send(to(path).header("Order-Token", token).GET().build()).status())
                .isEqualTo(200);
        assertThat(get(path, "Bearer " + token).status()).isEqualTo(200);
        assertThat(get(path + "/history", "Bearer " + token).status()).isEqualTo(200);
        assertThat(get("/orders/" + other.body().get("order_id").asText(), "Bearer " + token)
                        .status())
                .isEqualTo(404);
        assertThat(get("/orders", "Bearer " + token).status()).isEqualTo(401);
        assertThat(setStatus(path.substring("/orders/".length()), "cancelled", "Bearer " + token)
                        .status())
                .isEqualTo(401);
        assertThat(send(to(path).GET().build()).status()).isEqualTo(401);
        assertThat(get(path, "Bearer ot_wrong").status()).isEqualTo(404);
        assertThat(order(key, body).body().get("order_token").asText()).isEqualTo(token);
    }

    @Test
    void neitherAGuestsTokenNorItsKeyIsKept() {
        String key = key();
        String body = items(SHOP.sells("5.00"), 1);
        Reply pending = order(key, body, "wait=0");
        String token = pending.body().get("order_token").asText();
        String id = pending.body().get("order_id").asText();
        poll("/orders/" + id, order -> !order.get("status").asText().equals("pending"));

        assertThat(Client.traces(JDBI, id)).as("the search finds what is there").isNotEmpty();
        assertThat(Client.traces(JDBI, token.substring(3))).isEmpty();
        assertThat(Client.traces(JDBI, key)).isEmpty();
        Reply again = order(key, body);
        assertThat(again.body()).isEqualTo(pending.body());
        assertThat(again.body().get("order_token").asText()).isEqualTo(token);
    }

    @Test
    void aTokenThatTheVersionBeforeHasKeptReadsItsOrderAndBecomesAHash() {
        String key = key();
        String body = items(SHOP.sells("5.00"), 1);
        String id = order(key, body).body().get("order_id").asText();
        String former = "ot_former-" + id;
        JDBI.useHandle(handle -> handle.execute(
                "update orders set order_token = ?, order_token_hash = null where order_id = ?::uuid", former, id));
        assertThat(get("/orders/" + id, "Bearer " + former).status()).isEqualTo(200);
        assertThat(order(key, body).body().get("order_token").asText()).isEqualTo(former);

        OrderRepository orders = new OrderRepository(dev.emporium.platform.Json.mapper());
        upkeep(orders, Clock.systemUTC()).run();
        assertThat(Client.traces(JDBI, former)).as("it may be asked for again").isNotEmpty();
        upkeep(orders, Clock.offset(Clock.systemUTC(), Duration.ofDays(9))).run();
        assertThat(Client.traces(JDBI, former)).isEmpty();
        assertThat(get("/orders/" + id, "Bearer " + former).status()).isEqualTo(200);
    }

    private static OrderUpkeep upkeep(OrderRepository orders, Clock clock) {
        Idempotency idempotency = new Idempotency(dev.emporium.platform.Json.mapper());
        return new OrderUpkeep(JDBI, orders, new Erasure(orders, idempotency, clock), clock);
    }

    @Test
    void aGuestsKeyThatCanBeGuessedOrdersNothing() {
        String body = items(SHOP.sells("5.00"), 1);
        for (String key : List.of("1", "my-first-order", "order-order-order-order-order")) {
            Reply refused = order(key, body);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body().get("code").asText()).isEqualTo("guessable_idempotency_key");
        }
        assertThat(orderAs(TOKENS.bearer(UUID.randomUUID(), Role.CUSTOMER), "1", body)
                        .status())
                .isEqualTo(201);
    }
}
