package dev.emporium.product.search.control;

import static dev.emporium.product.StockCommands.about;
import static dev.emporium.product.StockCommands.reserve;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.ExpectedVersion;
import dev.emporium.platform.Json;
import dev.emporium.platform.Money;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.metrics.Meters;
import dev.emporium.platform.testing.InterruptedMigrations;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.product.StockCommands;
import dev.emporium.product.catalogue.control.Catalogue;
import dev.emporium.product.catalogue.control.CatalogueEvents;
import dev.emporium.product.catalogue.control.FoundBefore;
import dev.emporium.product.catalogue.control.RecentReads;
import dev.emporium.product.catalogue.entity.PriceRepository;
import dev.emporium.product.catalogue.entity.Product;
import dev.emporium.product.catalogue.entity.ProductDetails;
import dev.emporium.product.catalogue.entity.ProductRepository;
import dev.emporium.product.catalogue.entity.ProductStatus;
import dev.emporium.product.search.entity.FoundListings;
import dev.emporium.product.search.entity.Listing;
import dev.emporium.product.search.entity.ListingChangeRepository;
import dev.emporium.product.search.entity.ListingFilters;
import dev.emporium.product.search.entity.ListingOrder;
import dev.emporium.product.search.entity.ListingQuery;
import dev.emporium.product.search.entity.ListingRepository;
import dev.emporium.product.search.entity.Matches;
import dev.emporium.product.search.entity.Position;
import dev.emporium.product.search.entity.SearchWordRepository;
import dev.emporium.product.search.entity.SuggestionRepository;
import dev.emporium.product.stock.control.BackInStock;
import dev.emporium.product.stock.control.LowStock;
import dev.emporium.product.stock.control.StockKeeping;
import dev.emporium.product.stock.entity.Adjustment;
import dev.emporium.product.stock.entity.StockRepository;
import dev.emporium.product.stock.entity.WatcherRepository;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is on sale is listed as it is, by whatever it was changed; the service's own changes without the triggers' help. */
class ListingsIT {
    private static final Actor STAFF = new Actor(UUID.randomUUID(), "192.0.2.1");
    private static final Jdbi JDBI = TestDatabase.create().jdbi();

    private final Outbox outbox = new Outbox("product-service", Json.mapper(), Clock.systemUTC(), () -> {});
    private final Listings listings = new Listings(new ListingRepository(Json.mapper()));
    private final StockKeeping stock = new StockKeeping(
            JDBI,
            new StockRepository(),
            new Idempotency(Json.mapper()),
            new AuditTrail(JDBI),
            new LowStock(new StockRepository(), outbox, 0),
            listings,
            new BackInStock(new WatcherRepository(), outbox),
            productIds -> {});
    private final Catalogue catalogue = catalogue(Optional.empty());
    private final StockCommands commands = new StockCommands(JDBI);

    private Catalogue catalogue(Optional<SearchEngine> index) {
        return new Catalogue(
                JDBI,
                new ProductRepository(Json.mapper()),
                new PriceRepository(),
                stock,
                listings,
                new ProductSearch(
                        JDBI,
                        new FoundListings(),
                        new SearchWordRepository(),
                        new SearchCounts(new PrometheusRegistry()),
                        index),
                new Suggestions(new SuggestionRepository(), new FoundListings()),
                new FoundBefore(
                        new RecentReads(JDBI, Optional.empty(), new PrometheusRegistry()),
                        new ListingChangeRepository(),
                        100_000,
                        new Meters(new PrometheusRegistry(), JDBI).cache("found-products")),
                new Idempotency(Json.mapper()),
                new AuditTrail(JDBI),
                new CatalogueEvents(outbox),
                productIds -> {});
    }

    @BeforeEach
    void nobodyHasDoneAnything() {
        triggers("enable");
        JDBI.useHandle(handle -> handle.execute("truncate products, listings, search_words cascade"));
    }

    private static void triggers(String what) {
        JDBI.useHandle(handle -> {
            handle.execute("alter table products " + what + " trigger listings_follow_products");
            handle.execute("alter table stock " + what + " trigger listings_follow_stock");
        });
    }

    private static ProductDetails details(String name, ProductStatus status) {
        return new ProductDetails(
                "sku",
                name,
                null,
                "tea/green",
                null,
                Map.of("origin", "Uji"),
                null,
                List.of(),
                Money.of(790, "EUR"),
                status,
                null,
                null);
    }

    private UUID create(ProductStatus status, long quantity) {
        AtomicReference<UUID> id = new AtomicReference<>();
        catalogue.create(request(), details("Green tea", status), quantity, STAFF, product -> {
            id.set(product.productId());
            return new Answer(201, Map.of(), "{}");
        });
        return id.get();
    }

    private static IdempotentRequest request() {
        return new IdempotentRequest("staff", null, null, new byte[0], new byte[0]);
    }

    private void replace(UUID product, ProductDetails details) {
        catalogue.replace(product, ExpectedVersion.ANY, details, STAFF);
    }

    private void adjust(UUID product, long delta) {
        stock.adjust(
                request(),
                product,
                new Adjustment(delta, "counted", null, "staff"),
                STAFF,
                level -> new Answer(201, Map.of(), "{}"));
    }

    /** Null for a product that is not listed. */
    private static String listing(UUID product) {
        return JDBI.withHandle(handle -> handle.createQuery(
                        """
                        select name_key || ', version ' || version || case when in_stock then ', in stock' else ', sold out' end
                            || case when terms @> array[listing_stock_term(in_stock)] then '' else ', or not' end
                        from listings where product_id = :product
                        """)
                .bind("product", product)
                .mapTo(String.class)
                .findOne()
                .orElse(null));
    }

    @Test
    void theCatalogueListsWhatIsOnSaleAsItIs() {
        triggers("disable");
        UUID product = create(ProductStatus.DRAFT, 4);
        assertThat(listing(product)).isNull();
        replace(product, details("Green tea", ProductStatus.ACTIVE));
        assertThat(listing(product)).isEqualTo("green tea, version 2, in stock");
        replace(product, details("Thé vert", ProductStatus.ACTIVE));
        assertThat(listing(product)).isEqualTo("the vert, version 3, in stock");
        replace(product, details("Thé vert", ProductStatus.DISCONTINUED));
        assertThat(listing(product)).isNull();
        adjust(product, -4);
        replace(product, details("Thé vert", ProductStatus.ACTIVE));
        assertThat(listing(product)).isEqualTo("the vert, version 5, sold out");
        catalogue.delete(product, ExpectedVersion.ANY, STAFF);
        assertThat(listing(product)).isNull();
        assertThat(listing(create(ProductStatus.ACTIVE, 0))).isEqualTo("green tea, version 1, sold out");
    }

    /** A draft's new name and price are for staff alone, whatever somebody still finds it by. */
    @Test
    void whatAnIndexHasThatIsBehindIsNotShownOnceItIsNotOnSale() {
        UUID product = create(ProductStatus.ACTIVE, 1);
        Catalogue behind = catalogue(Optional.of(
                (meaning, query, after, count) -> new Matches(List.of(new Position("1000", product)), null)));
        ListingQuery tea = new ListingQuery("tea", ListingFilters.NONE, ListingOrder.RELEVANCE, List.of());
        assertThat(behind.list(tea, null, 10, false).page().items())
                .extracting(Product::productId)
                .containsExactly(product);
        for (ProductStatus status : List.of(ProductStatus.DRAFT, ProductStatus.DISCONTINUED)) {
            replace(product, details("Secret tea", status));
            assertThat(behind.list(tea, null, 10, false).page().items()).isEmpty();
        }
    }

    @Test
    void theStockTellsWhenThereIsNoneAndWhenThereIsSomeAgain() {
        triggers("disable");
        UUID product = create(ProductStatus.ACTIVE, 2);
        UUID one = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        String inStock = "green tea, version 1, in stock";
        String soldOut = "green tea, version 1, sold out";
        commands.send(reserve(one, Map.of(product, 1)));
        assertThat(listing(product)).isEqualTo(inStock);
        commands.send(reserve(other, Map.of(product, 1)));
        assertThat(listing(product)).isEqualTo(soldOut);
        commands.send(about("stock.commit", one));
        assertThat(listing(product)).isEqualTo(soldOut);
        commands.send(about("stock.release", other));
        assertThat(listing(product)).isEqualTo(inStock);
        adjust(product, -1);
        assertThat(listing(product)).isEqualTo(soldOut);
        commands.send(StockCommands.restock(one, Map.of(product, 1)));
        assertThat(listing(product)).isEqualTo(inStock);
        adjust(product, -1);
        assertThat(listing(product)).isEqualTo(soldOut);
        adjust(product, 3);
        assertThat(listing(product)).isEqualTo(inStock);
    }

    /** Who sells the last piece while the product is edited is not overruled. */
    @Test
    void anEditDoesNotForgetThatTheLastPieceIsSoldMeanwhile() throws Exception {
        triggers("disable");
        UUID product = create(ProductStatus.ACTIVE, 1);
        CompletableFuture<Void> edit;
        try (Handle seller = JDBI.open().begin()) {
            seller.execute("update stock set reserved = 1 where product_id = ?", product);
            seller.createQuery("select true from listings_in_stock(array[cast(:id as uuid)], false)")
                    .bind("id", product)
                    .mapTo(boolean.class)
                    .one();
            edit = CompletableFuture.runAsync(() -> replace(product, details("Tea", ProductStatus.ACTIVE)));
            InterruptedMigrations.await(
                    seller.getConnection(),
                    "exists (select from pg_stat_activity where wait_event_type = 'Lock'"
                            + " and datname = current_database())");
            seller.commit();
        }
        edit.join();
        assertThat(listing(product)).isEqualTo("tea, version 2, sold out");
    }

    /** The statements of the version before, which runs beside this one while it takes over. */
    @Test
    void whatAnOlderVersionDoesIsListedToo() {
        UUID product = older("draft");
        assertThat(listing(product)).isNull();
        older("update products set status = 'active', version = version + 1 where product_id = ?", product);
        assertThat(listing(product)).isEqualTo("old tea, version 2, in stock");
        older("update products set name = 'Older tea', version = version + 1 where product_id = ?", product);
        assertThat(listing(product)).isEqualTo("older tea, version 3, in stock");
        older("update stock set reserved = 5 where product_id = ?", product);
        assertThat(listing(product)).isEqualTo("older tea, version 3, sold out");
        older("update stock set reserved = 0 where product_id = ?", product);
        assertThat(listing(product)).isEqualTo("older tea, version 3, in stock");
        older("update products set deleted_at = now(), version = version + 1 where product_id = ?", product);
        assertThat(listing(product)).isNull();
        assertThat(listing(older("active"))).isEqualTo("old tea, version 1, in stock");
    }

    @Test
    void whatWasThereBeforeIsListed() throws Exception {
        List<UUID> active = List.of(older("active"), older("active"));
        UUID draft = older("draft");
        older("update stock set reserved = 5 where product_id = ?", active.get(1));
        JDBI.useHandle(handle -> handle.execute("delete from listings"));
        migrate("0012_create_listings.sql");
        assertThat(listing(active.get(0))).isEqualTo("old tea, version 1, in stock");
        assertThat(listing(active.get(1))).isEqualTo("old tea, version 1, sold out");
        assertThat(listing(draft)).isNull();
    }

    private static void migrate(String name) throws Exception {
        try (InputStream file = ListingsIT.class.getResourceAsStream("/migrations/" + name)) {
            String migration = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            String statement = migration.substring(
                    migration.indexOf("do $$"), migration.indexOf("$$;", migration.indexOf("do $$")) + 3);
            JDBI.useHandle(handle -> handle.getConnection().createStatement().execute(statement));
        }
    }

    @Test
    void whatWasListedByOtherWordsIsListedAnew() throws Exception {
        UUID dashed = older("active");
        older("update products set name = 'Größe–Maß', version = 2 where product_id = ?", dashed);
        older("update stock set reserved = 5 where product_id = ?", dashed);
        UUID plain = older("active");
        older("update products set name = 'Größe-Maß!', version = 2 where product_id = ?", plain);
        JDBI.useHandle(handle ->
                handle.execute("update listings set terms = array['t:grosse-mass', listing_stock_term(in_stock)]"));
        migrate("0036_end_words_at_what_is_no_letter.sql");
        assertThat(terms(dashed)).contains("t:gross", "t:mass", "s:out").doesNotContain("t:grosse-mass");
        assertThat(listing(dashed)).endsWith(", version 2, sold out");
        assertThat(terms(plain)).as("as it was").containsExactly("t:grosse-mass", "s:in");
    }

    private static List<String> terms(UUID product) {
        return JDBI.withHandle(
                handle -> handle.createQuery("select unnest(terms) from listings where product_id = :product")
                        .bind("product", product)
                        .mapTo(String.class)
                        .list());
    }

    /** Texts in which something is easily lost: accents, apostrophes, hyphens, single letters, words that say nothing. */
    private static List<Listing> manifold() {
        Map<String, Object> held =
                new TreeMap<>(Map.of("Größe", "S", "organic", true, "n", 40, "t-bone", "no, thanks"));
        return List.of(
                listing("T-shirt \"Été\"", "Kid's wear, the 2nd; don’t wash at 60°", "Clothing/T-shirts & more", held),
                listing("The The", null, null, Map.of()),
                listing("A.B/C_d-e S", "Łódź İstanbul straße ΣΊΣΥΦΟΣ #1 [x] {y} (z) a|b t", "a/b/c", Map.of("a", "b")),
                listing(
                        "½ ²x ﬁne a!b c?d e;f 1.5e3 #g% h€i --- j§k",
                        "é`è’s ‖ © Ⅳ ℃ \u00a0nb\u00a0sp 'tis l'eau x'-'y",
                        "½ a!b/ﬁne",
                        Map.of("k-k", new BigDecimal("1.50"), "no", false, "yes", "true", "two words", "l'un d'eux")),
                listing("日本茶 100g", "running runner runs; s, t and T", null, new TreeMap<>(Map.of("x", ""))),
                listing(
                        "T-shirt \"Été\"",
                        "Kid's wear, the 2nd; don’t wash at 60°",
                        "Clothing/T-shirts & more",
                        Map.of()));
    }

    private static Listing listing(String name, String description, String category, Map<String, Object> attributes) {
        UUID id = Uuid7.next();
        String brand = description == null ? null : "Müller, Söhne";
        return new Listing(
                id, 1, "SKU-" + name, name, description, category, brand, attributes, category, Money.of(790, "EUR"));
    }

    private static List<String> listed() {
        return JDBI.withHandle(handle -> handle.createQuery(
                        """
                        select concat_ws(' ', product_id, version, name_key, price_minor, currency, category, brand, attributes,
                            in_stock, name_words, array(select distinct term from unnest(terms) as term order by term))
                        from listings
                        union all select word || ' ' || stem from search_words
                        union all select concat_ws(' ', kind, start, label) from search_labels order by 1
                        """)
                .mapTo(String.class)
                .list());
    }

    @Test
    void manyAreListedAsEachWouldBe() {
        JDBI.useHandle(handle -> handle.execute("truncate search_labels"));
        ListingRepository repository = new ListingRepository(Json.mapper());
        List<Listing> many = manifold();
        UUID available = many.get(2).productId();
        JDBI.useHandle(handle ->
                many.forEach(one -> repository.put(handle, one, one.productId().equals(available))));
        List<String> eachByItself = listed();
        JDBI.useHandle(handle -> {
            handle.execute("truncate listings, search_words, search_labels");
            // what is remembered of a dry run is not in the database
            handle.begin();
            repository.put(handle, many, Set.of(available));
            handle.rollback();
            repository.put(handle, many, Set.of(available));
        });
        assertThat(listed()).isEqualTo(eachByItself).hasSizeGreaterThan(50);
    }

    /** Who lists many enters all their words first. */
    @Test
    void whoListsOneWaitsInNoCircleWithWhoListsMany() throws Exception {
        Listing gnu = listing("Gnu", "", null, Map.of());
        CompletableFuture<Void> alone;
        try (Handle many = JDBI.open().begin()) {
            many.execute("delete from search_labels");
            many.commit().begin();
            many.execute("insert into search_words values ('gnu', 'gnu')");
            alone = CompletableFuture.runAsync(() -> JDBI.useTransaction(
                    transaction -> new ListingRepository(Json.mapper()).put(transaction, gnu, true)));
            InterruptedMigrations.await(
                    many.getConnection(),
                    "exists (select from pg_stat_activity where wait_event_type = 'Lock'"
                            + " and datname = current_database())");
            new ListingRepository(Json.mapper()).put(many, List.of(listing("Calf", "", null, Map.of())), Set.of());
            many.commit();
        }
        alone.get(60, TimeUnit.SECONDS);
        assertThat(listing(gnu.productId())).contains("in stock");
    }

    @Test
    void ofManyThatAreListedAnewTheStockStays() {
        List<Listing> many = manifold();
        JDBI.useHandle(handle -> {
            ListingRepository repository = new ListingRepository(Json.mapper());
            repository.put(handle, many, Set.of(many.get(0).productId()));
            handle.execute("update listings set version = 0");
            repository.put(handle, many, Set.of(many.get(1).productId()));
        });
        assertThat(many)
                .extracting(one -> listing(one.productId()))
                .map(text -> text.contains("in stock"))
                .containsExactly(true, false, false, false, false, false);
        assertThat(many).extracting(one -> listing(one.productId())).noneMatch(text -> text.endsWith("or not"));
    }

    @Test
    void whoTellsOfWhatItWritesIsNotFollowed() {
        UUID followed = older("active");
        UUID[] told = new UUID[1];
        JDBI.useTransaction(transaction -> {
            listings.willBeTold(transaction);
            told[0] = older(transaction, "active");
        });
        assertThat(listing(followed)).isNotNull();
        assertThat(listing(told[0])).isNull();
        assertThat(listing(older("active"))).isNotNull();
    }

    private void older(String sql, UUID product) {
        JDBI.useHandle(handle -> handle.execute(sql, product));
    }

    private UUID older(String status) {
        return JDBI.inTransaction(transaction -> older(transaction, status));
    }

    private static UUID older(Handle transaction, String status) {
        UUID product = Uuid7.next();
        transaction.execute(
                """
                insert into products (product_id, sku, name, attributes, image_urls, price_minor, currency, status)
                values (?, ?, 'Old tea', '{}', '{}', 790, 'EUR', ?)
                """,
                product,
                product.toString(),
                status);
        transaction.execute("insert into stock (product_id, on_hand) values (?, 5)", product);
        return product;
    }

    /** As many for a page of a hundred as for one, whatever is asked; of what names alone do not fill a page one more. */
    @Test
    void theNumberOfStatementsIsFixed() {
        for (int i = 0; i < 30; i++) {
            older("active");
        }
        ListingFilters filters = new ListingFilters(null, null, null, new TreeMap<>(), "EUR", 1L, null, true);
        // which words are common is asked once a minute
        catalogue.list(new ListingQuery("tea", filters, ListingOrder.RELEVANCE, List.of()), null, 1, true);
        for (ListingQuery query : List.of(
                new ListingQuery(null, ListingFilters.NONE, ListingOrder.NEWEST, List.of()),
                new ListingQuery(null, filters, ListingOrder.PRICE, List.of("brand", "category", "price")),
                new ListingQuery("tea", filters, ListingOrder.RELEVANCE, List.of("brand")),
                new ListingQuery("older tea", filters, ListingOrder.NAME, List.of()))) {
            int more = query.order() == ListingOrder.RELEVANCE ? 1 : 0;
            assertThat(statements(query, 100))
                    .as(query.toString())
                    .hasSize(statements(query, 1).size() + more)
                    .hasSizeLessThanOrEqualTo(8);
        }
    }

    private List<String> statements(ListingQuery query, int limit) {
        List<String> statements = new ArrayList<>();
        JDBI.setSqlLogger(new SqlLogger() {
            @Override
            public void logAfterExecution(StatementContext context) {
                statements.add(context.getRawSql());
            }
        });
        try {
            assertThat(catalogue.list(query, null, limit, true).page().items()).isNotEmpty();
        } finally {
            JDBI.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
        }
        return statements;
    }
}
