package dev.emporium.cart.cart.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cart.Shop;
import dev.emporium.cart.cart.entity.CartOwnership;
import dev.emporium.cart.cart.entity.CartRepository;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CartRetentionIT {
    @Test
    void clearsAwayCartsThatNobodyHasChangedForNinetyDays() {
        try (Shop shop = new Shop()) {
            Jdbi database = shop.database;
            UUID young = shop.cart();
            UUID kept = shop.cart();
            UUID old = shop.cart();
            shop.add(old, shop.products.sells("1.00", "EUR"), 1);
            age(database, kept, "89 days 23 hours");
            age(database, old, "90 days 1 second");
            database.useHandle(handle ->
                    handle.execute("insert into carts select gen_random_uuid(), null, now() - interval '1 year' from"
                            + " generate_series(1, 2500)"));

            new CartRetention(database, new CartRepository(), new CartOwnership()).run();

            List<UUID> left = database.withHandle(handle -> handle.createQuery("select cart_id from carts")
                    .mapTo(UUID.class)
                    .list());
            assertThat(left).containsExactlyInAnyOrder(young, kept);
            assertThat(shop.read(old).status()).isEqualTo(404);
        }
    }

    private static void age(Jdbi database, UUID cart, String interval) {
        database.useHandle(handle -> handle.execute(
                "update carts set updated_at = now() - cast(? as interval) where cart_id = ?", interval, cart));
    }
}
