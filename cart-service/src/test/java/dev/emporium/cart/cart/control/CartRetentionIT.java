package dev.emporium.cart.cart.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cart.Shop;
import dev.emporium.cart.cart.entity.CartOwnership;
import dev.emporium.cart.cart.entity.CartRepository;
import dev.emporium.platform.Json;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.Plans;
import dev.emporium.platform.testing.TestPostgres;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.Test;

class CartRetentionIT {
    private static final Duration UNCHANGED = Duration.ofDays(90);

    @Test
    void clearsAwayCartsThatNobodyHasChangedForNinetyDaysAndTellsOfThoseThatWereNotEmpty() throws Exception {
        try (Shop shop = new Shop()) {
            Jdbi database = shop.database;
            UUID young = shop.cart();
            UUID kept = shop.cart();
            UUID old = shop.cart();
            shop.add(old, shop.products.sells("1.00", "EUR"), 1);
            shop.save(old, shop.products.sells("1.00", "EUR"), 1);
            UUID aside = shop.cartOf("Authorization", shop.tokens.bearer(UUID.randomUUID(), Role.CUSTOMER));
            age(database, kept, "89 days 23 hours");
            age(database, old, "90 days 1 second");
            database.useHandle(handle -> {
                handle.execute("insert into carts select gen_random_uuid(), null, now() - interval '1 year' from"
                        + " generate_series(1, 1200)");
                handle.execute("update carts set updated_at = now() - interval '91 days' where cart_id = ?", aside);
            });

            CartRetention retention = new CartRetention(
                    database,
                    new CartRepository(),
                    new CartOwnership(),
                    new Outbox("cart-service", Json.mapper(), Clock.systemUTC(), () -> {}),
                    UNCHANGED);
            CompletableFuture<Void> replica = CompletableFuture.runAsync(retention);
            retention.run();
            replica.get(60, TimeUnit.SECONDS);

            List<UUID> left = database.withHandle(handle -> handle.createQuery("select cart_id from carts")
                    .mapTo(UUID.class)
                    .list());
            assertThat(left).containsExactlyInAnyOrder(young, kept);
            assertThat(shop.read(old).status()).isEqualTo(404);
            List<String> told = database.withHandle(handle -> handle.createQuery("select message from outbox")
                    .mapTo(String.class)
                    .list());
            assertThat(told).singleElement().satisfies(message -> {
                assertThat(EventContracts.violations(message)).isEmpty();
                assertThat(Json.mapper().readTree(message).at("/data/cart_id").asText())
                        .isEqualTo(old.toString());
                assertThat(Json.mapper().readTree(message).at("/data/lines").asInt())
                        .isEqualTo(2);
            });
        }
    }

    @Test
    void takesTheOldestFromAnIndex() {
        TestPostgres postgres = TestPostgres.create().migrate();
        Jdbi database = Jdbi.create(postgres.jdbcUrl(), postgres.user(), postgres.password())
                .installPlugin(new PostgresPlugin());
        database.useHandle(handle -> {
            handle.execute("insert into carts select gen_random_uuid(), null, now() - n * interval '1 minute'"
                    + " from generate_series(1, 20000) n");
            handle.execute("analyze carts");
        });
        assertThat(Plans.of(database, handle -> new CartRepository().expire(handle, UNCHANGED, 100)))
                .contains("carts_updated_at");
    }

    private static void age(Jdbi database, UUID cart, String interval) {
        database.useHandle(handle -> handle.execute(
                "update carts set updated_at = now() - cast(? as interval) where cart_id = ?", interval, cart));
    }
}
