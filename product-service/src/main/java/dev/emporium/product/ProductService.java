package dev.emporium.product;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.Platform;
import dev.emporium.platform.Worker;
import dev.emporium.platform.audit.AuditResource;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.messaging.MessageHandler;
import dev.emporium.platform.messaging.Messaging;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.operations.Books;
import dev.emporium.platform.security.Security;
import dev.emporium.platform.service.DatabaseCommand;
import dev.emporium.platform.service.EmporiumService;
import dev.emporium.platform.web.ReadyAnswer;
import dev.emporium.product.catalogue.boundary.CategoriesResource;
import dev.emporium.product.catalogue.boundary.GuestAnswers;
import dev.emporium.product.catalogue.boundary.ProductEditingResource;
import dev.emporium.product.catalogue.boundary.ProductReader;
import dev.emporium.product.catalogue.boundary.ProductsResource;
import dev.emporium.product.catalogue.boundary.SuggestionsResource;
import dev.emporium.product.catalogue.control.Catalogue;
import dev.emporium.product.catalogue.control.CatalogueEvents;
import dev.emporium.product.catalogue.control.Categories;
import dev.emporium.product.catalogue.control.FoundBefore;
import dev.emporium.product.catalogue.control.ProductIntake;
import dev.emporium.product.catalogue.control.ProductWalk;
import dev.emporium.product.catalogue.control.RecentReads;
import dev.emporium.product.catalogue.control.Showcase;
import dev.emporium.product.catalogue.control.ShownPages;
import dev.emporium.product.catalogue.entity.CategoryRepository;
import dev.emporium.product.catalogue.entity.PriceRepository;
import dev.emporium.product.catalogue.entity.ProductRepository;
import dev.emporium.product.catalogue.entity.ProductSetRepository;
import dev.emporium.product.recommendation.boundary.PurchasesListener;
import dev.emporium.product.recommendation.boundary.RecommendationsResource;
import dev.emporium.product.recommendation.control.Purchases;
import dev.emporium.product.recommendation.control.Recommendations;
import dev.emporium.product.recommendation.entity.PurchaseRepository;
import dev.emporium.product.search.control.ElasticsearchEngine;
import dev.emporium.product.search.control.IndexFeed;
import dev.emporium.product.search.control.IndexRebuild;
import dev.emporium.product.search.control.ListingIndex;
import dev.emporium.product.search.control.Listings;
import dev.emporium.product.search.control.ProductSearch;
import dev.emporium.product.search.control.SearchCounts;
import dev.emporium.product.search.control.SearchEngine;
import dev.emporium.product.search.control.Suggestions;
import dev.emporium.product.search.control.WordRetention;
import dev.emporium.product.search.entity.FoundListings;
import dev.emporium.product.search.entity.ListingChangeRepository;
import dev.emporium.product.search.entity.ListingRepository;
import dev.emporium.product.search.entity.SearchWordRepository;
import dev.emporium.product.search.entity.SuggestionRepository;
import dev.emporium.product.search.entity.UnusedWordRepository;
import dev.emporium.product.stock.boundary.CustomerEventsListener;
import dev.emporium.product.stock.boundary.StockBooksResource;
import dev.emporium.product.stock.boundary.StockCommandsListener;
import dev.emporium.product.stock.boundary.StockResource;
import dev.emporium.product.stock.boundary.WatchersResource;
import dev.emporium.product.stock.control.BackInStock;
import dev.emporium.product.stock.control.LowStock;
import dev.emporium.product.stock.control.ReservationBooks;
import dev.emporium.product.stock.control.Reservations;
import dev.emporium.product.stock.control.StockCounts;
import dev.emporium.product.stock.control.StockKeeping;
import dev.emporium.product.stock.control.StockVerification;
import dev.emporium.product.stock.control.Watching;
import dev.emporium.product.stock.entity.ReservationRepository;
import dev.emporium.product.stock.entity.StockRepository;
import dev.emporium.product.stock.entity.WatcherRepository;
import dev.emporium.product.transfer.boundary.Exporter;
import dev.emporium.product.transfer.boundary.ExportsResource;
import dev.emporium.product.transfer.boundary.FileFormats;
import dev.emporium.product.transfer.boundary.ImportsResource;
import dev.emporium.product.transfer.control.Importer;
import dev.emporium.product.transfer.control.Imports;
import dev.emporium.product.transfer.entity.ImportRepository;
import io.dropwizard.core.cli.Command;
import io.dropwizard.db.ManagedDataSource;
import io.dropwizard.lifecycle.AutoCloseableManager;
import jakarta.validation.Validator;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.postgres.PostgresPlugin;

/** Products, and how many of each there are. */
public final class ProductService extends EmporiumService<ProductConfiguration> {
    public ProductService() {
        super("product-service", "products", ProductConfiguration.class);
    }

    public static void main(String[] arguments) throws Exception {
        new ProductService().start(arguments);
    }

    @Override
    protected List<Command> commands() {
        return List.of(
                new DatabaseCommand<>(
                        ProductConfiguration.class,
                        "stock",
                        "verify: rebuilds the numbers of the stock from its ledger, and compares",
                        Map.of("verify", (jdbi, configuration) -> new StockVerification(jdbi, new StockRepository())
                                .run(System.out::println))),
                new DatabaseCommand<>(
                        ProductConfiguration.class,
                        "search",
                        "rebuild: makes Elasticsearch's index of the products anew, beside the one that is searched",
                        Map.of("rebuild", ProductService::rebuild)),
                new ImportCommand(),
                new ExportCommand());
    }

    private static void rebuild(Jdbi jdbi, ProductConfiguration configuration) throws Exception {
        if (!configuration.search().isGiven()) {
            throw new IllegalStateException("There is no Elasticsearch: ELASTICSEARCH_URL is not set");
        }
        try (ListingIndex index = new ListingIndex(configuration.search())) {
            new IndexRebuild(jdbi, new ListingChangeRepository(), index).run(System.out::println);
        }
    }

    @Override
    protected void assemble(ProductConfiguration configuration, Platform platform) {
        Security.install(platform, configuration.getTokens());
        Idempotency idempotency = new Idempotency(platform.json());
        AuditTrail audit = new AuditTrail(platform.jdbi());
        platform.resource(new AuditResource(audit, platform.rootPath()));
        Messaging messaging = new Messaging(platform, configuration.getKafka());
        Listings listings = new Listings(new ListingRepository(platform.json()));
        ProductRepository products = new ProductRepository(platform.json());
        Showcase<ReadyAnswer> showcase = GuestAnswers.showcase(platform, products);
        Optional<Jdbi> replica = replica(configuration, platform);
        RecentReads reads = new RecentReads(platform.jdbi(), replica, platform.metrics());
        if (replica.isPresent()) {
            platform.manage(reads);
        }
        FoundBefore before = new FoundBefore(
                reads,
                new ListingChangeRepository(),
                Runtime.getRuntime().maxMemory() / 32,
                platform.meters().cache("found-products"));
        ShownPages<ReadyAnswer> pages = GuestAnswers.pages(platform, before::moment);
        Consumer<Collection<UUID>> edited = productIds -> {
            showcase.forget(productIds);
            before.forget();
            pages.forget();
        };
        StockKeeping stock = stock(configuration, platform, messaging, listings, showcase, edited, idempotency, audit);
        ProductSearch search = search(configuration, platform);
        catalogue(
                platform,
                messaging,
                products,
                showcase,
                pages,
                before,
                edited,
                stock,
                listings,
                search,
                idempotency,
                audit);
        transfer(platform, messaging, stock, listings, idempotency, audit);
    }

    private static Optional<Jdbi> replica(ProductConfiguration configuration, Platform platform) {
        return configuration.replica().map(settings -> {
            ManagedDataSource source = settings.build(platform.environment().metrics(), "replica");
            platform.manage(source);
            platform.meters().pool("replica", pool(source));
            Jdbi jdbi = Jdbi.create(source).installPlugin(new PostgresPlugin());
            jdbi.getConfig(StatementExceptions.class).setMessageRendering(StatementExceptions.MessageRendering.NONE);
            return jdbi;
        });
    }

    private static StockKeeping stock(
            ProductConfiguration configuration,
            Platform platform,
            Messaging messaging,
            Listings listings,
            Showcase<ReadyAnswer> showcase,
            Consumer<Collection<UUID>> edited,
            Idempotency idempotency,
            AuditTrail audit) {
        StockRepository stock = new StockRepository();
        ReservationRepository reserved = new ReservationRepository();
        LowStock lowStock = new LowStock(stock, messaging.outbox(), configuration.lowStockThreshold());
        WatcherRepository watchers = new WatcherRepository();
        BackInStock backInStock = new BackInStock(watchers, messaging.outbox());
        StockKeeping keeping =
                new StockKeeping(platform.jdbi(), stock, idempotency, audit, lowStock, listings, backInStock, edited);
        Watching watching = new Watching(platform.jdbi(), watchers, platform.clock());
        platform.resource(new StockResource(keeping, platform.json(), platform.rootPath()));
        platform.resource(new WatchersResource(watching));
        platform.resource(new StockBooksResource(new ReservationBooks(platform.jdbi(), reserved), platform.rootPath()));
        Reservations reservations = new Reservations(
                reserved,
                stock,
                messaging.outbox(),
                lowStock,
                listings,
                backInStock,
                new StockCounts(platform.metrics()),
                showcase::forget);
        Map<String, MessageHandler> handlers =
                new HashMap<>(new StockCommandsListener(reservations, platform.json()).handlers());
        handlers.putAll(new CustomerEventsListener(watching).handlers());
        // what is put back on the shelf was not bought, either
        new PurchasesListener(new Purchases(new PurchaseRepository()), platform.json())
                .handlers()
                .forEach((type, handler) -> handlers.merge(type, handler, (one, other) -> (transaction, messages) -> {
                    one.handle(transaction, messages);
                    other.handle(transaction, messages);
                }));
        messaging.consume(
                Set.of(StockCommandsListener.TOPIC, CustomerEventsListener.TOPIC, PurchasesListener.TOPIC), handlers);
        Books.keep(platform, Map.of("stock", stock::thoseThatDoNotAddUp));
        return keeping;
    }

    private static ProductSearch search(ProductConfiguration configuration, Platform platform) {
        platform.manage(Worker.every(
                "word-retention",
                Duration.ofHours(1),
                Duration.ofDays(1),
                new WordRetention(platform.jdbi(), new UnusedWordRepository(), new FoundListings())));
        SearchCounts counts = new SearchCounts(platform.metrics());
        ListingChangeRepository changes = new ListingChangeRepository();
        platform.meters()
                .measure(
                        "search_feed_age_seconds",
                        "How long the oldest change has waited that the search engine was not told of",
                        changes::oldestAge);
        Optional<SearchEngine> engine = Optional.empty();
        if (configuration.search().isGiven()) {
            ListingIndex index = new ListingIndex(configuration.search());
            platform.manage(new AutoCloseableManager(index));
            platform.manage(new IndexFeed(platform.jdbi(), changes, index));
            ElasticsearchEngine elasticsearch = new ElasticsearchEngine(index, platform.meters());
            platform.manage(elasticsearch);
            engine = Optional.of(elasticsearch);
        }
        return new ProductSearch(platform.jdbi(), new FoundListings(), new SearchWordRepository(), counts, engine);
    }

    private static void catalogue(
            Platform platform,
            Messaging messaging,
            ProductRepository products,
            Showcase<ReadyAnswer> showcase,
            ShownPages<ReadyAnswer> pages,
            FoundBefore before,
            Consumer<Collection<UUID>> edited,
            StockKeeping stock,
            Listings listings,
            ProductSearch search,
            Idempotency idempotency,
            AuditTrail audit) {
        Suggestions suggestions = new Suggestions(new SuggestionRepository(), new FoundListings());
        Catalogue catalogue = new Catalogue(
                platform.jdbi(),
                products,
                new PriceRepository(),
                stock,
                listings,
                search,
                suggestions,
                before,
                idempotency,
                audit,
                new CatalogueEvents(messaging.outbox()),
                edited);
        platform.resource(new ProductsResource(catalogue, showcase, pages, platform.json(), platform.rootPath()));
        platform.resource(
                new RecommendationsResource(new Recommendations(platform.jdbi(), catalogue, new PurchaseRepository())));
        Categories categories = new Categories(platform.jdbi(), new CategoryRepository(), products, audit);
        platform.resource(new CategoriesResource(categories, platform.rootPath()));
        platform.resource(new SuggestionsResource(catalogue));
        platform.resource(new ProductEditingResource(
                catalogue, platform.json(), platform.environment().getValidator(), platform.rootPath()));
    }

    private static void transfer(
            Platform platform,
            Messaging messaging,
            StockKeeping stock,
            Listings listings,
            Idempotency idempotency,
            AuditTrail audit) {
        ProductIntake intake = intake(platform.json(), stock, listings, messaging.outbox());
        FileFormats formats = formats(platform.json(), platform.environment().getValidator());
        ImportRepository files = new ImportRepository();
        Importer importer = new Importer(platform.jdbi(), files, intake, formats);
        platform.manage(importer);
        Imports imports = new Imports(platform.jdbi(), files, idempotency, audit, importer::wake);
        platform.resource(new ImportsResource(imports, platform.json(), platform.rootPath()));
        ProductWalk walk = new ProductWalk(platform.jdbi(), new ProductRepository(platform.json()));
        platform.resource(new ExportsResource(new Exporter(walk, platform.json())));
    }

    static ProductIntake intake(ObjectMapper json, StockKeeping stock, Listings listings, Outbox outbox) {
        return new ProductIntake(
                new ProductSetRepository(json), new PriceRepository(), stock, listings, new CatalogueEvents(outbox));
    }

    static FileFormats formats(ObjectMapper json, Validator validator) {
        return new FileFormats(json, new ProductReader(json, validator));
    }
}
