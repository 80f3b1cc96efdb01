package dev.emporium.product.catalogue.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Json;
import dev.emporium.platform.testing.Plans;
import dev.emporium.platform.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** No query reads a table from end to end: the planner's own choice, with 20,000 products. */
class ProductRepositoryPlansIT {
    /** Not the pool's, whose statements do not tell their values. */
    private static final Jdbi JDBI =
            Jdbi.create(TestDatabase.create().jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());

    private static final ProductRepository PRODUCTS = new ProductRepository(Json.mapper());

    @BeforeAll
    static void fill() {
        JDBI.useHandle(handle -> {
            // nobody looks at listings here
            handle.execute("alter table products disable trigger listings_follow_products");
            handle.execute(
                    """
                    insert into products (product_id, sku, name, description, category, attributes, image_urls,
                        price_minor, currency, status)
                    select uuidv7(), 'sku-' || i, 'Product ' || i, repeat('words ', 50), 'category-' || i % 40,
                        '{"weight_g": 100}', '{https://images.example/a.jpg}', i, 'EUR',
                        case when i % 9 = 0 then 'draft' else 'active' end
                    from generate_series(1, 20000) as i
                    """);
            handle.execute(
                    "insert into stock (product_id, on_hand, offer) select product_id, case when price_minor % 50 = 0 then 0 else 10 end, 'on_sale' from products");
            handle.execute(
                    """
                    insert into prices (product_id, since, price_minor, currency)
                    select product_id, created_at - make_interval(days => 15 * i), price_minor + i, currency
                    from products cross join generate_series(0, 3) as i
                    """);
            handle.execute("analyze");
        });
    }

    @Test
    void findsOneByItsKey() {
        UUID one = some(1).get(0);
        planOf((products, handle) -> products.find(handle, one));
    }

    @Test
    void findsAHundredByTheirKeys() {
        List<UUID> hundred = some(100);
        planOf((products, handle) -> products.find(handle, hundred));
    }

    @Test
    void findsTheStatesOfAThousandByTheirKeys() {
        List<UUID> thousand = some(1_000);
        planOf((products, handle) ->
                assertThat(products.states(handle, thousand)).hasSize(1_000));
    }

    @Test
    void listsTheCategories() {
        planOf((products, handle) -> assertThat(products.categories(handle)).hasSize(40));
    }

    @Test
    void readsTheHistoryOfPricesOfAHundred() {
        List<UUID> hundred = some(100);
        planOf((products, handle) -> assertThat(new PriceRepository()
                        .histories(handle, hundred, Duration.ofDays(30))
                        .byProduct()
                        .values())
                .hasSize(100)
                .allSatisfy(history -> assertThat(history).hasSize(3)));
    }

    @Test
    void comparesAndReplacesAHundredThatAnImportBrings() {
        ProductSetRepository sets = new ProductSetRepository(Json.mapper());
        Map<UUID, ProductDetails> hundred = JDBI.withHandle(handle -> PRODUCTS.find(handle, some(100)).stream()
                .collect(Collectors.toMap(Product::productId, Product::details)));
        planOf((products, handle) -> assertThat(sets.compare(handle, List.copyOf(hundred.values())))
                .hasSize(100)
                .noneMatch(ProductSetRepository.Known::differs));
        planOf((products, handle) -> assertThat(sets.replace(handle, hundred)).hasSize(100));
        planOf((products, handle) -> assertThat(sets.add(handle, hundred)).isEmpty());
    }

    private static List<UUID> some(int count) {
        return JDBI.withHandle(
                handle -> handle.createQuery("select product_id from products order by md5(sku) limit :count")
                        .bind("count", count)
                        .mapTo(UUID.class)
                        .list());
    }

    private static String planOf(BiConsumer<ProductRepository, Handle> query) {
        return Plans.of(JDBI, handle -> query.accept(PRODUCTS, handle));
    }
}
