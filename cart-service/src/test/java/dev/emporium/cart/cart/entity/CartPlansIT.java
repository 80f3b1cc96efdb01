package dev.emporium.cart.cart.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.testing.Plans;
import dev.emporium.platform.testing.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** However many carts there are, those of an order are found by their ids. */
class CartPlansIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Jdbi JDBI =
            Jdbi.create(DATABASE.jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());

    @BeforeAll
    static void thereAreMany() {
        JDBI.useHandle(handle -> {
            handle.execute("insert into carts select uuidv7(), null, now() from generate_series(1, 20000)");
            handle.execute("insert into merged_items (cart_id, product_id, into_id, quantity)"
                    + " select uuidv7(), uuidv7(), cart_id, 1 from carts");
            handle.execute("analyze");
        });
    }

    @Test
    void whatIsOrderedIsTakenOutOfTheOneCart() {
        assertThat(Plans.of(JDBI, handle -> new CartRepository().touchAll(handle, List.of(UUID.randomUUID()))))
                .contains("Index Cond: (cart_id = ANY");
    }
}
