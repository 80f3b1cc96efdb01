package dev.emporium.product.recommendation.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.testing.Plans;
import dev.emporium.platform.testing.TestDatabase;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nothing that is recommended, or learnt, reads what was bought from end to end: the planner's own choice, with 10,000 orders. */
class PurchaseRepositoryPlansIT {
    private static final Jdbi JDBI =
            Jdbi.create(TestDatabase.create().jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());
    private static final PurchaseRepository PURCHASES = new PurchaseRepository();

    @BeforeAll
    static void fill() {
        JDBI.useHandle(handle -> {
            handle.execute(
                    """
                    insert into purchases (order_id, product_ids, quantities, counted)
                    select uuidv7(), array[uuidv7(), uuidv7()], array[1, 2], true from generate_series(1, 10000)
                    """);
            handle.execute("insert into bought (product_id, orders) select unnest(product_ids), 1 from purchases");
            handle.execute(
                    "insert into bought_together (product_id, other_id, orders) select product_ids[1], product_ids[2], 1 from purchases");
            handle.execute(
                    "insert into brought_back (order_id, product_id, quantity) select order_id, product_ids[1], 1 from purchases limit 5000");
            handle.execute("analyze");
        });
    }

    @Test
    void recommends() {
        UUID product = JDBI.withHandle(handle -> handle.select("select product_id from bought_together limit 1")
                .mapTo(UUID.class)
                .one());
        planOf(handle -> assertThat(PURCHASES.boughtWith(handle, product, 10)).hasSize(1));
        planOf(handle -> assertThat(PURCHASES.popular(handle, 10)).hasSize(10));
    }

    @Test
    void learns() {
        List<UUID> orders = JDBI.withHandle(handle -> handle.select("select order_id from purchases limit 20")
                .mapTo(UUID.class)
                .list());
        planOf(handle -> PURCHASES.countProducts(handle, orders, 1));
        planOf(handle -> PURCHASES.countPairs(handle, orders, 1));
    }

    private static void planOf(Consumer<Handle> query) {
        Plans.of(JDBI, query);
    }
}
