package dev.emporium.product.stock.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.testing.Plans;
import dev.emporium.platform.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The stock is found by its key and by nothing else, with 20,000 products. */
class StockRepositoryPlansIT {
    private static final Jdbi JDBI =
            Jdbi.create(TestDatabase.create().jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());

    private static final StockRepository STOCK = new StockRepository();

    @BeforeAll
    static void fill() {
        JDBI.useHandle(handle -> {
            // nobody looks at listings here
            handle.execute("alter table products disable trigger listings_follow_products");
            handle.execute(
                    """
                    insert into products (product_id, sku, name, attributes, image_urls, price_minor, currency, status)
                    select uuidv7(), 'sku-' || i, 'Product ' || i, '{}', '{}', i, 'EUR', 'active'
                    from generate_series(1, 20000) as i
                    """);
            handle.execute(
                    "insert into stock (product_id, on_hand, offer) select product_id, 10, 'on_sale' from products");
            handle.execute("analyze");
        });
    }

    private static List<UUID> some(int count) {
        return JDBI.withHandle(handle -> handle.createQuery(
                        "select product_id from stock order by md5(cast(product_id as text)) limit :count")
                .bind("count", count)
                .mapTo(UUID.class)
                .list());
    }

    @Test
    void locksWhatABatchOfOrdersAsksFor() {
        List<UUID> hundred = some(100);
        assertThat(Plans.of(JDBI, handle -> STOCK.lockSellable(handle, hundred)))
                .doesNotContain("products");
    }

    @Test
    void findsAndMarksOne() {
        UUID one = some(1).get(0);
        assertThat(Plans.of(JDBI, handle -> STOCK.find(handle, one, false))).doesNotContain("products");
        assertThat(Plans.of(JDBI, handle -> STOCK.mark(handle, one, new Terms(Offer.WITHDRAWN, null))))
                .doesNotContain("products");
    }

    @Test
    void marksSomeThatAnImportBrings() {
        Map<UUID, Terms> some = some(20).stream()
                .collect(Collectors.toMap(Function.identity(), product -> new Terms(Offer.WITHDRAWN, 3L)));
        assertThat(Plans.of(JDBI, handle -> STOCK.mark(handle, some))).doesNotContain("products");
    }
}
