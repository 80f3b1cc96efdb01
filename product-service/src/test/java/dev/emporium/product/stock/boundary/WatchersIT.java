package dev.emporium.product.stock.boundary;

import static dev.emporium.product.ProductFixture.aProduct;
import static dev.emporium.product.StockCommands.about;
import static dev.emporium.product.StockCommands.message;
import static dev.emporium.product.StockCommands.read;
import static dev.emporium.product.StockCommands.reserve;
import static dev.emporium.product.StockCommands.restock;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.InterruptedMigrations;
import dev.emporium.product.ProductApi;
import dev.emporium.product.ProductApi.Reply;
import dev.emporium.product.StockCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/** Who waits for something is told once, however it comes back. */
class WatchersIT {
    private final ProductApi api = ProductApi.shared();
    private final StockCommands commands = new StockCommands(api.jdbi());
    private final UUID customer = UUID.randomUUID();
    private final UUID product = aProduct().create(api);

    private Reply watch(UUID productId) {
        return watch(productId, customer);
    }

    private Reply watch(UUID productId, UUID who) {
        return api.post(
                "/products/" + productId + "/stock/watchers",
                null,
                "Authorization",
                api.tokens().bearer(who, Role.CUSTOMER));
    }

    private void adjust(long delta) {
        Reply adjusted = api.post(
                "/products/" + product + "/stock/adjustments", "{\"delta\": " + delta + ", \"reason\": \"counted\"}");
        assertThat(adjusted.status()).isEqualTo(201);
    }

    /** Whom each message that it is back names. */
    private List<List<String>> told() {
        List<List<String>> told = new ArrayList<>();
        for (String event : commands.answers(product)) {
            JsonNode read = read(event);
            if (read.path("type").asText().equals("stock.back")) {
                assertThat(EventContracts.violations(event)).isEmpty();
                List<String> customers = new ArrayList<>();
                read.at("/data/watchers")
                        .forEach(watcher ->
                                customers.add(watcher.path("customer_id").asText()));
                told.add(customers);
            }
        }
        return told;
    }

    private List<String> me() {
        return List.of(customer.toString());
    }

    @Test
    void tellsOnceWhatHasComeBack() {
        assertThat(watch(product).status()).isEqualTo(204);
        assertThat(watch(product).status()).isEqualTo(204);
        adjust(3);
        adjust(1);
        assertThat(told()).containsExactly(me());
        adjust(-4);
        adjust(4);
        assertThat(told()).containsExactly(me(), List.of());
    }

    @Test
    void tellsWhatOrdersGiveBack() {
        adjust(2);
        UUID released = UUID.randomUUID();
        commands.send(reserve(released, Map.of(product, 2)));
        watch(product);
        commands.send(about("stock.release", released));
        UUID returned = UUID.randomUUID();
        commands.send(reserve(returned, Map.of(product, 2)));
        commands.send(about("stock.commit", returned));
        watch(product);
        commands.send(restock(returned, Map.of(product, 1)));
        commands.send(reserve(UUID.randomUUID(), Map.of(product, 1)));
        watch(product);
        commands.send(about("stock.restock", returned));
        assertThat(told()).containsExactly(List.of(), me(), me(), me());
    }

    @Test
    void tellsWhatIsOnSaleAgain() {
        adjust(2);
        api.patch("/products/" + product, "{\"status\": \"discontinued\"}", "If-Match", "*");
        assertThat(watch(product).status()).isEqualTo(204);
        adjust(-2);
        adjust(2);
        assertThat(told()).containsExactly(List.of());
        api.patch("/products/" + product, "{\"status\": \"active\"}", "If-Match", "*");
        assertThat(told()).containsExactly(List.of(), me());
    }

    @Test
    void hasNothingToWaitForWhereItCanBeOrderedOrIsNotSeen() {
        adjust(1);
        assertThat(watch(product).code()).isEqualTo("in_stock");
        assertThat(watch(aProduct().withStatus("draft").create(api)).status()).isEqualTo(404);
        assertThat(watch(UUID.randomUUID()).status()).isEqualTo(404);
        String path = "/products/" + aProduct().create(api) + "/stock/watchers";
        assertThat(api.anonymously("POST", path, null).status()).isEqualTo(401);
        assertThat(api.post(path, null, "Authorization", api.tokens().bearer(customer, Role.SERVICE))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void oneWaitsForSoManyOnly() {
        api.jdbi()
                .useHandle(handle -> handle.execute(
                        "insert into stock_watchers (product_id, customer_id) select product_id, ? from stock limit 100",
                        customer));
        int before = count();
        assertThat(before).isLessThanOrEqualTo(100);
        Reply last = null;
        for (int i = before; i <= 100; i++) {
            last = watch(aProduct().create(api));
        }
        assertThat(last.code()).isEqualTo("too_many_watched");
        assertThat(count()).isEqualTo(100);
    }

    private int count() {
        return api.jdbi()
                .withHandle(handle -> handle.createQuery("select count(*) from stock_watchers where customer_id = ?")
                        .bind(0, customer)
                        .mapTo(Integer.class)
                        .one());
    }

    @Test
    void nobodyWaitsForWhatIsGone() {
        assertThat(watch(product).status()).isEqualTo(204);
        assertThat(api.delete("/products/" + product, "If-Match", "*").status()).isEqualTo(204);
        assertThat(count()).isZero();
        assertThat(told()).isEmpty();
    }

    @Test
    void aMessageNamesSoManyOnly() {
        api.jdbi()
                .useHandle(handle -> handle.execute(
                        "insert into stock_watchers (product_id, customer_id) select ?, gen_random_uuid() from generate_series(1, 1001)",
                        product));
        adjust(1);
        assertThat(told()).extracting(List::size).containsExactly(500, 500, 1);
        assertThat(told().stream().flatMap(List::stream)).doesNotHaveDuplicates();
    }

    @Test
    void forgetsWhoseAccountIsDeleted() {
        watch(product);
        commands.send(message("customer.deleted", customer, read("{\"customer_id\": \"" + customer + "\"}")));
        assertThat(count()).isZero();
        assertThat(watch(product).code()).isEqualTo("account_deleted");
        commands.send(message("customer.deleted", customer, read("{\"customer_id\": \"" + customer + "\"}")));
        UUID other = UUID.randomUUID();
        assertThat(watch(product, other).status()).isEqualTo(204);
        adjust(1);
        assertThat(told()).containsExactly(List.of(other.toString()));
    }

    /** Whoever brings it back at that moment finds the watcher, or is found. */
    @Test
    void nobodyWaitsForWhatIsThere() throws Exception {
        CompletableFuture<Reply> watching;
        try (Handle other = api.jdbi().open().begin()) {
            other.execute("update stock set on_hand = 1 where product_id = ?", product);
            other.execute(
                    "insert into stock_ledger (product_id, delta, kind, reason) values (?, 1, 'adjustment', 'counted')",
                    product);
            watching = CompletableFuture.supplyAsync(() -> watch(product));
            InterruptedMigrations.await(
                    other.getConnection(),
                    "exists (select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database())"
                            + " or exists (select from stock_watchers where customer_id = '" + customer + "')");
            other.commit();
        }
        assertThat(watching.join().code()).isEqualTo("in_stock");
    }
}
