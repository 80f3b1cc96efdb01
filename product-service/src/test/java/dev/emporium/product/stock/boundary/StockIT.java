package dev.emporium.product.stock.boundary;

import static dev.emporium.product.ProductFixture.aProduct;
import static dev.emporium.product.StockCommands.about;
import static dev.emporium.product.StockCommands.reserve;
import static dev.emporium.product.StockCommands.restock;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.security.Role;
import dev.emporium.product.ProductApi;
import dev.emporium.product.ProductApi.Reply;
import dev.emporium.product.StockBooks;
import dev.emporium.product.StockCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StockIT {
    private final ProductApi api = ProductApi.shared();

    @AfterEach
    void booksBalance() {
        StockBooks.balance(api.jdbi());
    }

    private static String adjustment(long delta) {
        return "{\"delta\": " + delta + ", \"reason\": \"counted\"}";
    }

    @Test
    void notesWhatCameAndWent() {
        String stock = "/products/" + aProduct().withStock(5).create(api) + "/stock";
        Reply more = api.post(stock + "/adjustments", adjustment(10));
        assertThat(more.status()).isEqualTo(201);
        assertThat(more.header("Location")).isEqualTo(stock);
        assertThat(more.body().path("on_hand").asInt()).isEqualTo(15);
        Reply less = api.post(stock + "/adjustments", adjustment(-15));
        assertThat(less.body().path("available").asInt()).isZero();
        assertThat(api.get(stock).body()).isEqualTo(less.body());
    }

    @Test
    void tellsWhenAnAdjustmentLeavesFew() {
        UUID id = aProduct().withStock(6).create(api);
        for (long delta : new long[] {-1, -1, -1, +9}) {
            api.post("/products/" + id + "/stock/adjustments", adjustment(delta));
        }
        List<String> told = api.jdbi().withHandle(handle -> handle.createQuery(
                        "select message::jsonb #>> '{data,available}' from outbox where key = ?")
                .bind(0, id.toString())
                .mapTo(String.class)
                .list());
        assertThat(told).containsExactly("4");
    }

    @Test
    void aProductHasAThresholdOfItsOwn() {
        for (String own : List.of("2", "0", "null")) {
            UUID id = aProduct().withStock(9).with("low_stock_threshold", own).create(api);
            assertThat(api.get("/products/" + id)
                            .body()
                            .path("low_stock_threshold")
                            .asText())
                    .isEqualTo(own);
            api.post("/products/" + id + "/stock/adjustments", adjustment(-6));
            assertThat(lowStock(id)).as(own).hasSize(own.equals("null") ? 1 : 0);
            api.patch("/products/" + id, "{\"low_stock_threshold\": 3}", "If-Match", "*");
            api.post("/products/" + id + "/stock/adjustments", adjustment(-1));
            assertThat(lowStock(id)).as(own).last().isEqualTo("2 of 3");
        }
    }

    private List<String> lowStock(UUID id) {
        return api.jdbi().withHandle(handle -> handle.createQuery(
                        """
                                select concat_ws(' of ', message::jsonb #>> '{data,available}', message::jsonb #>> '{data,threshold}')
                                from outbox where key = ? and message::jsonb ->> 'type' = 'stock.low' order by position
                                """)
                .bind(0, id.toString())
                .mapTo(String.class)
                .list());
    }

    @Test
    void keepsALedger() {
        UUID staff = UUID.randomUUID();
        String bearer = api.tokens().bearer(staff, Role.STAFF);
        Reply created = api.post("/products/", aProduct().withStock(5).body(), "Authorization", bearer);
        UUID id = UUID.fromString(created.body().path("product_id").asText());
        String note = "{\"delta\": -2, \"reason\": \"counted\", \"reference\": \"Inventur 7\"}";
        api.post("/products/" + id + "/stock/adjustments", note, "Authorization", bearer);
        StockCommands commands = new StockCommands(api.jdbi());
        UUID cancelled = UUID.randomUUID();
        UUID returned = UUID.randomUUID();
        commands.send(reserve(cancelled, Map.of(id, 1)), reserve(returned, Map.of(id, 2)));
        commands.send(about("stock.commit", cancelled), about("stock.commit", returned));
        commands.send(about("stock.release", cancelled));
        commands.send(restock(returned, Map.of(id, 1)));
        commands.send(about("stock.restock", returned));
        List<String> entries = api.jdbi().withHandle(handle -> handle.createQuery(
                        """
                                select concat_ws(' ', kind, delta, reason, reference, order_id, actor) from stock_ledger
                                where product_id = ? order by at, delta desc
                                """)
                .bind(0, id)
                .mapTo(String.class)
                .list());
        assertThat(entries)
                .containsExactly(
                        "adjustment 5 initial stock " + staff,
                        "adjustment -2 counted Inventur 7 " + staff,
                        "sale -1 sold " + cancelled + " order-service",
                        "sale -2 sold " + returned + " order-service",
                        "return 1 cancelled " + cancelled + " order-service",
                        "return 1 returned " + returned + " order-service",
                        "return 1 returned " + returned + " order-service");
    }

    @Test
    void takesAwayNoMoreThanIsAvailable() {
        String stock = "/products/" + aProduct().withStock(5).create(api) + "/stock";
        Reply refused = api.post(stock + "/adjustments", adjustment(-6));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("insufficient_stock");
        assertThat(api.get(stock).body().path("on_hand").asInt()).isEqualTo(5);
    }

    @Test
    void takesAwayNothingThatIsSetAside() {
        UUID product = aProduct().withStock(5).create(api);
        new StockCommands(api.jdbi()).send(StockCommands.reserve(UUID.randomUUID(), Map.of(product, 2)));
        String stock = "/products/" + product + "/stock";
        Reply refused = api.post(stock + "/adjustments", adjustment(-4));
        assertThat(refused.code()).isEqualTo("insufficient_stock");
        assertThat(api.post(stock + "/adjustments", adjustment(-3)).status()).isEqualTo(201);
        assertThat(StockBooks.of(api.jdbi(), product)).isEqualTo("2/2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "delta|{\"delta\": 0, \"reason\": \"a\"}",
                "delta|{\"delta\": 1000000001, \"reason\": \"a\"}",
                "delta|{\"delta\": 1.5, \"reason\": \"a\"}",
                "delta|{\"reason\": \"a\"}",
                "reason|{\"delta\": 1}",
                "reason|{\"delta\": 1, \"reason\": \" \"}"
            })
    void namesTheFieldThatIsNotValid(String field, String body) {
        Reply refused = api.post("/products/" + aProduct().create(api) + "/stock/adjustments", body);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.fields()).isEqualTo(field);
    }

    @Test
    void countsAnAdjustmentOncePerKey() {
        String stock = "/products/" + aProduct().create(api) + "/stock";
        String key = UUID.randomUUID().toString();
        Reply first = api.post(stock + "/adjustments", adjustment(3), "Idempotency-Key", key);
        Reply again = api.post(stock + "/adjustments", adjustment(3), "Idempotency-Key", key);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.header("Location")).isEqualTo(stock);
        assertThat(api.get(stock).body().path("on_hand").asInt()).isEqualTo(3);
    }

    @Test
    void countsEveryParallelAdjustmentAndOversellsNothing() throws Exception {
        String stock = "/products/" + aProduct().withStock(30).create(api) + "/stock";
        ExecutorService people = Executors.newFixedThreadPool(8);
        List<Future<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            replies.add(people.submit(() -> api.post(stock + "/adjustments", adjustment(-1))));
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Reply> reply : replies) {
            statuses.add(reply.get().status());
        }
        people.shutdown();
        assertThat(statuses.stream().filter(status -> status == 201)).hasSize(30);
        assertThat(statuses).containsOnly(201, 409);
        assertThat(api.get(stock).body().path("on_hand").asInt()).isZero();
    }
}
