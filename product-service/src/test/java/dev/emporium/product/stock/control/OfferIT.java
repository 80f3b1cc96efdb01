package dev.emporium.product.stock.control;

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
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.InterruptedMigrations;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.product.StockCommands;
import dev.emporium.product.catalogue.control.Catalogue;
import dev.emporium.product.catalogue.control.CatalogueEvents;
import dev.emporium.product.catalogue.control.FoundBefore;
import dev.emporium.product.catalogue.control.RecentReads;
import dev.emporium.product.catalogue.entity.PriceRepository;
import dev.emporium.product.catalogue.entity.ProductDetails;
import dev.emporium.product.catalogue.entity.ProductRepository;
import dev.emporium.product.catalogue.entity.ProductStatus;
import dev.emporium.product.search.control.Listings;
import dev.emporium.product.search.control.ProductSearch;
import dev.emporium.product.search.control.SearchCounts;
import dev.emporium.product.search.control.Suggestions;
import dev.emporium.product.search.entity.FoundListings;
import dev.emporium.product.search.entity.ListingChangeRepository;
import dev.emporium.product.search.entity.ListingRepository;
import dev.emporium.product.search.entity.SearchWordRepository;
import dev.emporium.product.search.entity.SuggestionRepository;
import dev.emporium.product.stock.entity.StockRepository;
import dev.emporium.product.stock.entity.WatcherRepository;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stock knows by itself what may be sold: it is told by the catalogue, and by the database what an older version did. */
class OfferIT {
    private static final Actor STAFF = new Actor(UUID.randomUUID(), "192.0.2.1");

    private final Jdbi jdbi = TestDatabase.create().jdbi();
    private final Outbox outbox = new Outbox("product-service", Json.mapper(), Clock.systemUTC(), () -> {});
    private final StockKeeping stock = new StockKeeping(
            jdbi,
            new StockRepository(),
            new Idempotency(Json.mapper()),
            new AuditTrail(jdbi),
            new LowStock(new StockRepository(), outbox, 5),
            new Listings(new ListingRepository(Json.mapper())),
            new BackInStock(new WatcherRepository(), outbox),
            productIds -> {});
    private final Catalogue catalogue = new Catalogue(
            jdbi,
            new ProductRepository(Json.mapper()),
            new PriceRepository(),
            stock,
            new Listings(new ListingRepository(Json.mapper())),
            new ProductSearch(
                    jdbi,
                    new FoundListings(),
                    new SearchWordRepository(),
                    new SearchCounts(new PrometheusRegistry()),
                    Optional.empty()),
            new Suggestions(new SuggestionRepository(), new FoundListings()),
            new FoundBefore(
                    new RecentReads(jdbi, Optional.empty(), new PrometheusRegistry()),
                    new ListingChangeRepository(),
                    100_000,
                    new Meters(new PrometheusRegistry(), jdbi).cache("found-products")),
            new Idempotency(Json.mapper()),
            new AuditTrail(jdbi),
            new CatalogueEvents(outbox),
            productIds -> {});
    private final StockCommands commands = new StockCommands(jdbi);

    @BeforeEach
    void nobodyHasDoneAnything() {
        jdbi.useHandle(handle -> handle.execute("truncate products cascade"));
    }

    private void without(String... triggers) {
        for (String trigger : triggers) {
            jdbi.useHandle(handle -> handle.execute("alter table " + trigger));
        }
    }

    private static ProductDetails details(ProductStatus status) {
        return new ProductDetails(
                "sku", "Tea", null, null, null, Map.of(), null, List.of(), Money.of(790, "EUR"), status, null, null);
    }

    private UUID create(ProductStatus status) {
        AtomicReference<UUID> id = new AtomicReference<>();
        IdempotentRequest request = new IdempotentRequest("staff", null, null, new byte[0], new byte[0]);
        catalogue.create(request, details(status), 5, STAFF, product -> {
            id.set(product.productId());
            return new Answer(201, Map.of(), "");
        });
        return id.get();
    }

    private String offer(UUID productId) {
        return jdbi.withHandle(handle -> handle.createQuery("select offer from stock where product_id = :id")
                .bind("id", productId)
                .mapTo(String.class)
                .one());
    }

    private boolean isSold(UUID productId) {
        UUID order = UUID.randomUUID();
        commands.send(reserve(order, Map.of(productId, 1)));
        return commands.answerTypes(order).equals(List.of("stock.reserved"));
    }

    @Test
    void whoeverRemembersAProductIsToldOfEachChange() {
        UUID product = create(ProductStatus.DRAFT);
        assertThat(commands.answers(product)).as("nobody remembers a new one").isEmpty();
        catalogue.replace(product, ExpectedVersion.ANY, details(ProductStatus.ACTIVE), STAFF);
        catalogue.delete(product, ExpectedVersion.ANY, STAFF);
        assertThat(commands.answerTypes(product)).containsExactly("product.changed", "product.deleted");
        assertThat(commands.answers(product)).allSatisfy(message -> assertThat(EventContracts.violations(message))
                .isEmpty());
        assertThat(StockCommands.read(commands.answers(product).get(0))
                        .path("data")
                        .toString())
                .contains("\"version\":2", "\"status\":\"active\"", "\"amount\":\"7.90\"");
    }

    /** As when the version before is gone, and with it what the database does for its sake. */
    @Test
    void theCatalogueSaysWhatMayBeSold() {
        without(
                "stock disable trigger stock_opens_as_its_product",
                "products disable trigger stock_follows_its_product");
        UUID product = create(ProductStatus.DRAFT);
        assertThat(offer(product)).isEqualTo("hidden");
        assertThat(isSold(product)).isFalse();
        catalogue.replace(product, ExpectedVersion.ANY, details(ProductStatus.ACTIVE), STAFF);
        assertThat(offer(product)).isEqualTo("on_sale");
        assertThat(isSold(product)).isTrue();
        catalogue.replace(product, ExpectedVersion.ANY, details(ProductStatus.DISCONTINUED), STAFF);
        assertThat(offer(product)).isEqualTo("withdrawn");
        assertThat(isSold(product)).isFalse();
        assertThat(stock.read(product, false).available()).isEqualTo(4);
        catalogue.delete(product, ExpectedVersion.ANY, STAFF);
        assertThat(offer(product)).isEqualTo("gone");
        assertThat(isSold(product)).isFalse();
        assertThat(create(ProductStatus.ACTIVE))
                .satisfies(another -> assertThat(isSold(another)).isTrue());
    }

    /** The statements of the version before, which runs beside this one while it takes over. */
    @Test
    void whatAnOlderVersionDoesIsMarkedToo() {
        for (String status : List.of("active", "draft", "discontinued")) {
            UUID product = older(status);
            assertThat(offer(product))
                    .isEqualTo(Map.of("active", "on_sale", "draft", "hidden").getOrDefault(status, "withdrawn"));
            older("update products set status = 'active' where product_id = ?", product);
            assertThat(isSold(product)).isTrue();
            older("update products set status = 'draft', version = version + 1 where product_id = ?", product);
            assertThat(offer(product)).isEqualTo("hidden");
            older("update products set deleted_at = now() where product_id = ?", product);
            assertThat(offer(product)).isEqualTo("gone");
        }
    }

    private void older(String sql, UUID product) {
        jdbi.useHandle(handle -> handle.execute(sql, product));
    }

    private UUID older(String status) {
        UUID product = Uuid7.next();
        jdbi.useTransaction(transaction -> {
            transaction.execute(
                    """
                    insert into products (product_id, sku, name, attributes, image_urls, price_minor, currency, status)
                    values (?, ?, 'Tea', '{}', '{}', 790, 'EUR', ?)
                    """,
                    product,
                    product.toString(),
                    status);
            transaction.execute(
                    """
                    with opened as (insert into stock (product_id, on_hand) values (?, 5))
                    insert into stock_ledger (product_id, delta, kind, reason) values (?, 5, 'adjustment', 'initial stock')
                    """,
                    product,
                    product);
        });
        return product;
    }

    @Test
    void whatWasThereBeforeIsMarked() throws IOException {
        UUID active = older("active");
        UUID draft = older("draft");
        UUID discontinued = older("discontinued");
        UUID deleted = older("active");
        jdbi.useHandle(
                handle -> handle.execute(
                        """
                insert into products (product_id, sku, name, attributes, image_urls, price_minor, currency, status)
                select uuidv7(), 'many-' || i, 'Tea', '{}', '{}', 790, 'EUR', 'draft' from generate_series(1, 2500) as i
                """));
        jdbi.useHandle(handle -> handle.execute(
                "insert into stock (product_id, on_hand) select product_id, 0 from products where sku like 'many-%'"));
        older("update products set deleted_at = now() where product_id = ?", deleted);
        jdbi.useHandle(handle -> handle.execute("update stock set offer = 'on_sale'"));
        fillIn();
        assertThat(List.of(active, draft, discontinued, deleted))
                .extracting(this::offer)
                .containsExactly("on_sale", "hidden", "withdrawn", "gone");
        int hidden = jdbi.withHandle(handle -> handle.createQuery("select count(*) from stock where offer = 'hidden'")
                .mapTo(int.class)
                .one());
        assertThat(hidden).isEqualTo(2_501);
    }

    /** An edit that says nothing else of the offer does not hold the stock: the last piece is sold, and somebody waits, meanwhile. */
    @Test
    void nobodyIsToldOfWhatIsSoldOutAgain() {
        UUID product = create(ProductStatus.ACTIVE);
        jdbi.useHandle(handle -> {
            handle.execute("update stock set reserved = on_hand where product_id = ?", product);
            handle.execute(
                    "insert into stock_watchers (product_id, customer_id) values (?, ?)", product, UUID.randomUUID());
        });
        BackInStock backInStock = new BackInStock(new WatcherRepository(), outbox);
        jdbi.useTransaction(transaction -> backInStock.lookAtAwaited(transaction, Set.of(product)));
        List<UUID> awaited = jdbi.withHandle(handle -> handle.createQuery("select product_id from stock_watchers")
                .mapTo(UUID.class)
                .list());
        assertThat(awaited).containsExactly(product);
    }

    /** Who puts a product on sale while the migration runs is waited for, and not overruled. */
    @Test
    void whatIsChangedWhileTheMigrationRunsStaysChanged() throws Exception {
        UUID product = older("draft");
        older("update stock set offer = 'on_sale' where product_id = ?", product);
        CompletableFuture<Void> migration;
        try (Handle other = jdbi.open().begin()) {
            other.execute("update products set status = 'active' where product_id = ?", product);
            migration = CompletableFuture.runAsync(this::fillIn);
            InterruptedMigrations.await(
                    other.getConnection(),
                    "exists (select from pg_stat_activity where wait_event_type = 'Lock' and query like '%batch%'"
                            + " and datname = current_database()) or exists (select from stock where offer = 'hidden')");
            other.commit();
        }
        migration.join();
        assertThat(offer(product)).isEqualTo("on_sale");
    }

    /** The migration's own statement, once more. */
    private void fillIn() {
        try (InputStream file = OfferIT.class.getResourceAsStream("/migrations/0005_mark_what_may_be_sold.sql")) {
            String migration = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            String statement = migration.substring(
                    migration.indexOf("do $$"), migration.indexOf("$$;", migration.indexOf("do $$")) + 3);
            jdbi.useHandle(handle -> handle.getConnection().createStatement().execute(statement));
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
