package dev.emporium.order.checkout.boundary;

import static dev.emporium.order.OrderHouse.BUYER;
import static dev.emporium.order.OrderHouse.HTTP;
import static dev.emporium.order.OrderHouse.JDBI;
import static dev.emporium.order.OrderHouse.SHOP;
import static dev.emporium.order.OrderHouse.TOKENS;
import static dev.emporium.order.OrderHouse.await;
import static dev.emporium.order.OrderHouse.awaitStatus;
import static dev.emporium.order.OrderHouse.items;
import static dev.emporium.order.OrderHouse.key;
import static dev.emporium.order.OrderHouse.order;
import static dev.emporium.order.OrderHouse.orderAs;
import static dev.emporium.order.OrderHouse.ship;
import static dev.emporium.order.OrderHouse.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.order.Client.Reply;
import dev.emporium.platform.security.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One key makes at most one order. */
class OrderKeysIT {
    @BeforeEach
    void everythingIsInStock() {
        SHOP.isOpen();
    }

    @Test
    void aReplayIsAnsweredThoughTheCartIsEmptyByThen() {
        UUID cart = SHOP.hasCart(Map.of(SHOP.sells("5.00"), 1));
        String key = key();
        String body = "{\"cart_id\":\"" + cart + "\"," + BUYER + "}";
        Reply first = order(key, body);
        SHOP.fillCart(cart, Map.of());
        Reply again = order(key, body);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.response().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(first.response().headers().firstValue("Idempotent-Replayed")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"wait=0, 202, pending", "wait=10, 201, confirmed"})
    void aReplayIsTheOrderAsItWasAnsweredThoughItsKeyKeepsNoCopyOfIt(String prefer, int status, String state) {
        String key = key();
        String body = items(SHOP.sells("5.00"), 1, SHOP.sells("2.00"), 3);
        Reply first = order(key, body, prefer);
        assertThat(first.status()).isEqualTo(status);
        assertThat(first.text("/status")).isEqualTo(state);
        String id = first.text("/order_id");
        awaitStatus(id, "confirmed");
        ship(id);
        Reply again = order(key, body);
        assertThat(again.status()).isEqualTo(status);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.response().headers().firstValue("Location"))
                .isEqualTo(first.response().headers().firstValue("Location"));
        assertThat(again.response().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(keptOf(id)).contains(state).doesNotContain("shipping_address", "items", first.text("/items/0/sku"));
    }

    private static String keptOf(String orderId) {
        return JDBI.withHandle(handle -> handle.createQuery(
                        "select k::text from idempotency_keys k where resource_id = cast(? as uuid)")
                .bind(0, orderId)
                .mapTo(String.class)
                .one());
    }

    @Test
    void whatTheVersionBeforeHasKeptWholeIsGivenAgain() {
        String key = key();
        String body = items(SHOP.sells("5.00"), 1);
        String id = order(key, body).text("/order_id");
        JDBI.useHandle(handle -> handle.execute(
                """
                update idempotency_keys set state = null, status = 202, headers = '{"Location": "/orders/before"}',
                    body = '{"order_id": "before"}' where resource_id = cast(? as uuid)
                """,
                id));
        Reply again = order(key, body);
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.text("/order_id")).isEqualTo("before");
        assertThat(again.text("/order_token")).isNotBlank();
        assertThat(again.response().headers().firstValue("Location")).contains("/orders/before");
    }

    @Test
    void fiftyParallelRequestsWithOneKeyMakeOneOrder() {
        String key = key();
        String body = items(SHOP.sells("5.00"), 1);
        List<CompletableFuture<HttpResponse<String>>> replies = IntStream.range(0, 50)
                .mapToObj(i -> HTTP.sendAsync(
                        to("/orders/")
                                .header("Idempotency-Key", key)
                                .header("Prefer", "wait=10")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()))
                .toList();
        Set<String> bodies = new HashSet<>();
        for (CompletableFuture<HttpResponse<String>> reply : replies) {
            assertThat(reply.join().statusCode()).isEqualTo(201);
            bodies.add(reply.join().body());
        }
        assertThat(bodies).hasSize(1);
        assertThat(JDBI.<Integer, RuntimeException>withHandle(handle -> handle.createQuery(
                                """
                                select count(distinct resource_id) from idempotency_keys
                                where key = 'sha256:' || encode(sha256(convert_to(:key, 'UTF8')), 'hex')
                                """)
                        .bind("key", "POST /orders {}\n" + key)
                        .mapTo(Integer.class)
                        .one()))
                .isEqualTo(1);
    }

    @Test
    void aKeyThatIsTakenWritesNothing() {
        String key = key();
        UUID product = SHOP.sells("5.00");
        for (String wait : List.of("wait=0", "wait=10")) {
            order(key, items(product, 1), wait);
        }
        assertThat(JDBI.<Integer, RuntimeException>withHandle(
                        handle -> handle.createQuery("select count(*) from order_lines where product_id = ?")
                                .bind(0, product)
                                .mapTo(Integer.class)
                                .one()))
                .isOne();
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefused() {
        String key = key();
        UUID product = SHOP.sells("5.00");
        assertThat(order(key, items(product, 1)).status()).isEqualTo(201);
        Reply other = order(key, items(product, 2));
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.body().get("code").asText()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void keysBelongToTheirCaller() {
        String key = key();
        String body = items(SHOP.sells("5.00"), 1);
        Reply adas = orderAs(TOKENS.bearer(UUID.randomUUID(), Role.CUSTOMER), key, body);
        Reply bobs = orderAs(TOKENS.bearer(UUID.randomUUID(), Role.CUSTOMER), key, body);
        assertThat(bobs.status()).isEqualTo(201);
        assertThat(bobs.body().get("order_id")).isNotEqualTo(adas.body().get("order_id"));
    }

    @Test
    void noOrderIsPlacedWhoseCommandCannotBeWritten() {
        UUID product = SHOP.sells("5.00");
        JDBI.useHandle(handle -> handle.execute(
                """
                create function refuse() returns trigger language plpgsql as
                    $$ begin raise 'no room'; end $$;
                create trigger refuse before insert on outbox for each row
                    when (new.message like '%%%s%%') execute function refuse();
                """
                        .formatted(product)));
        assertThat(order(key(), items(product, 1)).status()).isGreaterThanOrEqualTo(500);
        JDBI.useHandle(handle -> handle.execute("drop trigger refuse on outbox"));
        assertThat(JDBI.<Integer, RuntimeException>withHandle(
                        handle -> handle.createQuery("select count(*) from order_lines where product_id = ?")
                                .bind(0, product)
                                .mapTo(Integer.class)
                                .one()))
                .isZero();
    }

    @Test
    void aRequestThatWaitsIsAnsweredWhenAnotherReplicaDecides() {
        SHOP.decides((order, product) -> null);
        UUID undecided = SHOP.sells("5.00");
        UUID product = SHOP.sells("5.00");
        CompletableFuture<Reply> earlier = waitFor(undecided);
        CompletableFuture<Reply> reply = waitFor(product);
        JDBI.useTransaction(transaction -> {
            String its = "where order_id in (select order_id from order_lines where product_id = ?)";
            transaction.execute("delete from checkouts " + its, product);
            transaction.execute("update orders set status = 'confirmed' " + its, product);
        });
        assertThat(reply.join().status()).isEqualTo(201);
        assertThat(reply.join().text("/status")).isEqualTo("confirmed");
        assertThat(earlier).as("whose wait is over before").isNotDone();
        assertThat(earlier.join().status()).isEqualTo(202);
    }

    /** Orders the product, and returns when the order is there. */
    private static CompletableFuture<Reply> waitFor(UUID product) {
        CompletableFuture<Reply> reply =
                CompletableFuture.supplyAsync(() -> order(key(), items(product, 1), "wait=10"));
        await("select exists (select from order_lines where product_id = '" + product + "')");
        return reply;
    }
}
