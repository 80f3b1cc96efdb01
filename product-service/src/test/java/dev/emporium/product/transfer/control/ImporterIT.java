package dev.emporium.product.transfer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.util.concurrent.Uninterruptibles;
import dev.emporium.platform.Json;
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.platform.testing.Wait;
import dev.emporium.product.StockBooks;
import dev.emporium.product.catalogue.boundary.ProductReader;
import dev.emporium.product.catalogue.control.CatalogueEvents;
import dev.emporium.product.catalogue.control.Categories;
import dev.emporium.product.catalogue.control.ProductIntake;
import dev.emporium.product.catalogue.control.ProductWalk;
import dev.emporium.product.catalogue.entity.CategoryRepository;
import dev.emporium.product.catalogue.entity.PriceRepository;
import dev.emporium.product.catalogue.entity.ProductRepository;
import dev.emporium.product.catalogue.entity.ProductSetRepository;
import dev.emporium.product.search.control.Listings;
import dev.emporium.product.search.entity.ListingRepository;
import dev.emporium.product.stock.control.BackInStock;
import dev.emporium.product.stock.control.LowStock;
import dev.emporium.product.stock.control.StockKeeping;
import dev.emporium.product.stock.entity.StockRepository;
import dev.emporium.product.stock.entity.WatcherRepository;
import dev.emporium.product.transfer.boundary.Exporter;
import dev.emporium.product.transfer.boundary.FileFormats;
import dev.emporium.product.transfer.entity.Import;
import dev.emporium.product.transfer.entity.ImportRepository;
import dev.emporium.product.transfer.entity.ImportStatus;
import dev.emporium.product.transfer.entity.LineFault;
import dev.emporium.product.transfer.entity.TransferFormat;
import io.dropwizard.jersey.validation.Validators;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Imports without a service around them: killed, taken over, repeated. */
class ImporterIT {
    private static final Jdbi JDBI = TestDatabase.create().jdbi();
    private static final ObjectMapper MAPPER = Json.mapper();
    private static final ImportRepository FILES = new ImportRepository();
    private static final AuditTrail AUDIT = new AuditTrail(JDBI);
    private static final Idempotency IDEMPOTENCY = new Idempotency(MAPPER);
    private static final Imports IMPORTS = new Imports(JDBI, FILES, IDEMPOTENCY, AUDIT, () -> {});
    private static final Actor OPERATOR = new Actor(UUID.randomUUID(), "127.0.0.1");
    private static final Categories CATEGORIES =
            new Categories(JDBI, new CategoryRepository(), new ProductRepository(MAPPER), AUDIT);
    private static final ProductFormats FORMATS = new FileFormats(
            MAPPER,
            new ProductReader(
                    MAPPER,
                    Validators.newConfiguration().buildValidatorFactory().getValidator()));
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-";
    private static final AtomicInteger RUNS = new AtomicInteger();

    private final String prefix = "run-" + RUNS.incrementAndGet() + "-";

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static Importer importer(ProductFormats formats) {
        Outbox outbox = new Outbox("product-service", MAPPER, Clock.systemUTC(), () -> {});
        StockRepository stock = new StockRepository();
        Listings listings = new Listings(new ListingRepository(MAPPER));
        StockKeeping keeping = new StockKeeping(
                JDBI,
                stock,
                IDEMPOTENCY,
                AUDIT,
                new LowStock(stock, outbox, 0),
                listings,
                new BackInStock(new WatcherRepository(), outbox),
                productIds -> {});
        ProductIntake intake = new ProductIntake(
                new ProductSetRepository(MAPPER),
                new PriceRepository(),
                keeping,
                listings,
                new CatalogueEvents(outbox));
        return new Importer(JDBI, FILES, intake, formats);
    }

    /** Something happens when the file is read to this entry. */
    private static ProductFormats at(int entry, Runnable event) {
        return (format, currency, bytes) -> {
            ProductFile file = FORMATS.open(format, currency, bytes);
            int[] read = {0};
            return () -> {
                if (++read[0] == entry) {
                    event.run();
                }
                return file.next();
            };
        };
    }

    @BeforeEach
    void nothingWaits() {
        JDBI.useHandle(handle -> handle.execute("delete from imports"));
    }

    @AfterEach
    void booksBalance() {
        StockBooks.balance(JDBI);
    }

    private String line(int number, String price) {
        return "{\"sku\": \"%s%d\", \"name\": \"Tea %d\", \"category\": \"tea/green\", \"stock\": %d, \"price\": {\"amount\": \"%s\", \"currency\": \"EUR\"}}\n"
                .formatted(prefix, number, number, number % 3, price);
    }

    private String lines(int count, String price) {
        return IntStream.range(0, count).mapToObj(i -> line(i, price)).collect(Collectors.joining());
    }

    private static UUID queue(String lines, boolean dryRun) {
        return queue(TransferFormat.NDJSON, lines, dryRun);
    }

    private static UUID queue(TransferFormat format, String lines, boolean dryRun) {
        return queue(format, new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), dryRun);
    }

    private static UUID queue(TransferFormat format, InputStream file, boolean dryRun) {
        UUID[] id = new UUID[1];
        IdempotentRequest request = new IdempotentRequest("staff", null, null, new byte[0], new byte[0]);
        try {
            IMPORTS.take(
                    request,
                    new Imports.Terms(format, "EUR", dryRun),
                    file,
                    new Actor(UUID.randomUUID(), "127.0.0.1"),
                    work -> {
                        id[0] = work.importId();
                        return new Answer(202, Map.of(), "{}");
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return id[0];
    }

    private static Import done(UUID importId) {
        Import done = IMPORTS.read(importId);
        assertThat(done.status()).isEqualTo(ImportStatus.COMPLETED);
        assertThat(count("select count(*) from import_parts where import_id = '" + importId + "'"))
                .isZero();
        return done;
    }

    private Import.Progress run(String lines) {
        UUID id = queue(lines, false);
        assertThat(importer(FORMATS).next(() -> false)).isTrue();
        return done(id).progress();
    }

    private static long count(String sql) {
        return JDBI.withHandle(
                handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    private long products(String condition) {
        return count("select count(*) from products where sku like '" + prefix + "%' and deleted_at is null and "
                + condition);
    }

    /** The key's row says that it is there. */
    @Test
    void keepsAFileWhoseCommitNobodyHeardOf() {
        Imports imports = new Imports(JDBI, FILES, IDEMPOTENCY, AUDIT, () -> {
            throw new IllegalStateException("the connection is lost");
        });
        assertThatThrownBy(() -> imports.take(
                        new IdempotentRequest("staff", null, null, new byte[0], new byte[0]),
                        new Imports.Terms(TransferFormat.NDJSON, "EUR", false),
                        new ByteArrayInputStream(line(1, "1.00").getBytes(StandardCharsets.UTF_8)),
                        OPERATOR,
                        work -> new Answer(202, Map.of(), "{}")))
                .hasMessageContaining("the connection is lost");
        assertThat(importer(FORMATS).next(() -> false)).isTrue();
        assertThat(products("true")).isEqualTo(1);
    }

    @Test
    void addsWhatIsNewReplacesWhatDiffersAndLeavesTheRest() {
        assertThat(run(lines(1_200, "7.90"))).isEqualTo(new Import.Progress(1_200, 1_200, 0, 0, 0));
        assertThat(products("version = 1 and price_minor = 790")).isEqualTo(1_200);
        assertThat(run(lines(1_200, "7.90"))).isEqualTo(new Import.Progress(1_200, 0, 0, 1_200, 0));
        assertThat(products("version = 1")).isEqualTo(1_200);
        assertThat(run(line(3, "8.90") + line(4, "7.90") + line(5_000, "1.00")))
                .isEqualTo(new Import.Progress(3, 1, 1, 1, 0));
        assertThat(products("version = 2 and price_minor = 890")).isEqualTo(1);
        String changed =
                "select count(*) from %s t join products p on p.product_id = t.%s where p.sku = '" + prefix + "3'";
        assertThat(count(changed.formatted("prices", "product_id"))).isEqualTo(2);
        assertThat(count("select count(*) from outbox o join products p on cast(p.product_id as text) = o.key"
                        + " where p.sku like '" + prefix + "%'"))
                .isEqualTo(1);
        assertThat(count(
                        "select count(*) from listings l join products p using (product_id, version) where p.sku like '"
                                + prefix + "%' and l.in_stock = (cast(split_part(p.sku, '-', 3) as int) % 3 > 0)"))
                .isEqualTo(1_201);
        assertThat(count("select count(*) from stock s join products p using (product_id) where p.sku = '" + prefix
                        + "3' and s.on_hand = 0"))
                .isEqualTo(1);
    }

    /** In its trace, and not recorded: a trace of a million products is of no use to anybody. */
    @Test
    void whatIsToldOfItsProductsIsOfTheRequestThatBroughtTheFile() {
        run(line(1, "7.90"));
        RequestContext.with("a-file", TRACE + "01", () -> queue(line(1, "8.90"), false));
        assertThat(importer(FORMATS).next(() -> false)).isTrue();
        assertThat(JDBI.<List<String>, RuntimeException>withHandle(handle -> handle.createQuery(
                                """
                                select concat(cast(message as jsonb) ->> 'requestid', ' ',
                                    cast(message as jsonb) ->> 'traceparent')
                                from outbox o join products p on cast(p.product_id as text) = o.key
                                where p.sku = ? and cast(message as jsonb) ->> 'type' = 'product.changed'
                                """)
                        .bind(0, prefix + "1")
                        .mapTo(String.class)
                        .list()))
                .containsExactly("a-file " + TRACE + "00");
    }

    /** Nothing that people write is easy on a table. */
    private String awkward() {
        return """
                {"sku": "%1$sA", "name": "T-shirt, \\"red\\"", "family": "%1$stee", "description": "Two  blanks,\\n\\na line & a <b>tag</b>; C:\\\\new",
                 "category": "Clothing, soft/T > shirts; &gt; &amp; \\"x\\"", "brand": "Müller, Söhne", "image_urls": ["https://img.example/a,b.jpg", "https://img.example/c.jpg"],
                 "attributes": {"Colour": "Red, dark", "size": 40, "weight": 1.50, "organic": true, "tags": "a, b", "odd": " x ", "back\\\\slash": "a\\\\,b"},
                 "price": {"amount": "19.99", "currency": "EUR"}, "stock": 3, "weight_grams": 180, "low_stock_threshold": 2, "status": "active"}
                {"sku": "%1$sB", "name": "T-shirt", "family": "%1$stee", "attributes": {"Title": "Default Title", "a": "1", "b": "2", "c": "3", "d": "4"},
                 "price": {"amount": "1999", "currency": "JPY"}, "status": "draft"}
                {"sku": "%1$sC", "name": "Lonely", "family": "%1$salone", "price": {"amount": "0.00", "currency": "USD"}, "status": "discontinued"}
                {"sku": "%1$stee", "name": "=1+1", "brand": "-1", "description": "@home", "attributes": {"Colour": "'-1", "+": "'tis"}, "family": "%1$ssigns", "price": {"amount": "5.00", "currency": "EUR"}, "stock": 7}
                """
                .formatted(prefix)
                .replace("\n ", " ");
    }

    private static void empty() {
        JDBI.useHandle(handle -> {
            handle.execute("update products set deleted_at = coalesce(deleted_at, now()), category = null");
            handle.execute("delete from categories");
        });
    }

    @ParameterizedTest
    @EnumSource(TransferFormat.class)
    void anExportImportsToAnEqualCatalogue(TransferFormat format) throws IOException {
        empty();
        assertThat(run(awkward() + lines(600, "1.00")).failed()).isZero();
        CATEGORIES.put("Clothing, soft", "Kleidung; \"weich\"", 20, OPERATOR);
        CATEGORIES.put("long/" + "l".repeat(200), "l".repeat(200), 0, OPERATOR);
        CATEGORIES.put("empty/shelf", "nothing & nobody > here", 7, OPERATOR);
        List<String> before = catalogue();
        List<String> categories = categories();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        new Exporter(new ProductWalk(JDBI, new ProductRepository(MAPPER)), MAPPER).export(format, file);
        empty();
        UUID id = queue(format, file.toString(StandardCharsets.UTF_8), false);
        importer(FORMATS).next(() -> false);
        boolean hasCategories = format == TransferFormat.NDJSON;
        long entries = 604 + (hasCategories ? categories.size() : 0);
        assertThat(done(id).progress())
                .isEqualTo(new Import.Progress(done(id).progress().line(), entries, 0, 0, 0));
        assertThat(catalogue()).isEqualTo(before);
        if (hasCategories) {
            assertThat(categories()).isEqualTo(categories);
        }
        CATEGORIES.put("Clothing, soft", "another", 3, OPERATOR);
        id = queue(format, file.toString(StandardCharsets.UTF_8), false);
        importer(FORMATS).next(() -> false);
        assertThat(done(id).progress().unchanged()).isEqualTo(hasCategories ? entries - 1 : entries);
        assertThat(done(id).progress().updated()).isEqualTo(hasCategories ? 1 : 0);
    }

    @Test
    void anExportHasEachProductOnceWhereverItsFamilyGoesMeanwhile() {
        empty();
        run(lines(1_200, "1.00").replace("\"category\"", "\"family\": \"m\", \"category\""));
        List<String> exported = new ArrayList<>();
        new ProductWalk(JDBI, new ProductRepository(MAPPER)).byFamily(product -> {
            if (exported.isEmpty()) {
                moves(prefix + 0, "z");
                moves(prefix + 1, null);
                moves(prefix + 1_199, "a");
            }
            exported.add(product.details().sku());
        });
        assertThat(exported).doesNotHaveDuplicates().hasSize(1_200);
    }

    private static void moves(String sku, String family) {
        JDBI.useHandle(handle -> handle.execute("update products set family = ? where sku = ?", family, sku));
    }

    private static List<String> categories() {
        return JDBI.withHandle(handle -> handle.createQuery(
                        "select concat_ws(' | ', path, parent, name, sort_order) from categories order by path")
                .mapTo(String.class)
                .list());
    }

    @Test
    void takesCategoriesAsTheyArePut() {
        empty();
        assertThat(
                        run(
                                "{\"path\": \"a/b\"}\n{\"path\": \"a\", \"name\": \"A\", \"order\": 5}\n{\"path\": \"a/b\", \"name\": \"B\"}\n"))
                .isEqualTo(new Import.Progress(3, 2, 1, 0, 0));
        assertThat(categories()).containsExactly("a | A | 5", "a/b | a | B | 0");
        UUID id = queue(
                "{\"path\": \"a//b\"}\n{\"path\": \"c\", \"order\": -1, \"name\": \"\"}\n{\"path\": 1, \"x\": 2}\n",
                false);
        importer(FORMATS).next(() -> false);
        assertThat(done(id).progress().failed()).isEqualTo(3);
        assertThat(IMPORTS.faults(id, null, 10).items())
                .extracting(fault -> fault.line() + " " + fault.field())
                .containsExactly("1 path", "2 name", "2 order", "3 path");
        id = queue("{\"path\": \"new\"}\n", true);
        importer(FORMATS).next(() -> false);
        assertThat(done(id).progress().created()).isEqualTo(1);
        assertThat(categories()).hasSize(2);
    }

    private static List<String> catalogue() {
        return JDBI.withHandle(handle -> handle.createQuery(
                        """
                        select to_json(p) from (
                            select sku, name, description, category, brand, attributes, family, image_urls, price_minor,
                                currency, status, weight_grams, products.low_stock_threshold, on_hand
                            from products join stock using (product_id) where deleted_at is null order by sku
                        ) p
                        """)
                .mapTo(String.class)
                .list());
    }

    @Test
    void takesTheLaterOfTwoLinesWithOneSku() {
        assertThat(run(line(1, "1.00") + line(2, "1.00") + line(1, "2.00")))
                .isEqualTo(new Import.Progress(3, 2, 1, 0, 0));
        assertThat(products("price_minor = 200")).isEqualTo(1);
    }

    @Test
    void addsAgainWhatWasDeleted() {
        run(line(1, "1.00"));
        JDBI.useHandle(handle -> handle.execute("update products set deleted_at = now() where sku = ?", prefix + "1"));
        assertThat(run(line(1, "1.00")).created()).isEqualTo(1);
    }

    @Test
    void keepsNothingOfADryRun() {
        UUID id = queue(lines(600, "1.00") + "nonsense\n", true);
        importer(FORMATS).next(() -> false);
        assertThat(done(id).progress()).isEqualTo(new Import.Progress(601, 600, 0, 0, 1));
        assertThat(products("true")).isZero();
        assertThat(IMPORTS.faults(id, null, 10).items())
                .extracting(LineFault::line)
                .containsExactly(601L);
    }

    @Test
    void countsInADryRunWhatWouldComeAgain() {
        String twice = line(1, "1.00") + line(2, "1.00") + line(1, "2.00") + line(1, "2.00");
        UUID id = queue(twice, true);
        importer(FORMATS).next(() -> false);
        assertThat(done(id).progress()).isEqualTo(new Import.Progress(4, 2, 1, 1, 0));
        assertThat(count("select count(*) from tried_products")).isZero();
        assertThat(run(twice)).as("in earnest").isEqualTo(new Import.Progress(4, 2, 1, 1, 0));
    }

    @Test
    void tellsEachFaultOnceAndGoesOn() {
        UUID id = queue(line(1, "1.00") + "{}\n" + line(2, "x") + line(3, "1.00"), false);
        importer(FORMATS).next(() -> false);
        assertThat(done(id).progress()).isEqualTo(new Import.Progress(4, 2, 0, 0, 2));
        assertThat(IMPORTS.faults(id, null, 10).items())
                .extracting(fault -> fault.line() + " " + fault.field())
                .containsExactly("2 name", "2 price", "2 sku", "3 price");
        assertThat(IMPORTS.faults(id, null, 3).next()).isNotNull();
    }

    @Test
    void goesOnAfterAKillAtTheLastCommittedBatch() {
        UUID id = queue(lines(1_200, "1.00"), false);
        Importer victim = importer(at(1_100, () -> {
            throw new Killed();
        }));
        assertThatThrownBy(() -> victim.next(() -> false)).isInstanceOf(Killed.class);
        assertThat(IMPORTS.read(id).progress()).isEqualTo(new Import.Progress(1_000, 1_000, 0, 0, 0));
        // a process that is killed gives nothing back
        lease(id, "1 minute");
        assertThat(importer(FORMATS).next(() -> false)).isFalse();
        lease(id, "-1 second");
        assertThat(importer(FORMATS).next(() -> false)).isTrue();
        assertThat(done(id).progress()).isEqualTo(new Import.Progress(1_200, 1_200, 0, 0, 0));
        assertThat(products("version = 1")).isEqualTo(1_200);
    }

    private static void dies(UUID id, int entry) {
        Importer victim = importer(at(entry, () -> {
            throw new Killed();
        }));
        assertThatThrownBy(() -> victim.next(() -> false)).isInstanceOf(Killed.class);
        assertThat(IMPORTS.read(id).finishedAt()).isNull();
    }

    /** A file that takes all memory each time takes everybody's who comes after. */
    @Test
    void endsAnImportThatEndsWhoeverReadsIt() {
        UUID id = queue(lines(1_200, "1.00"), false);
        dies(id, 1_100);
        for (int i = 0; i < 5; i++) {
            dies(id, 1_100);
        }
        assertThat(importer(at(1, () -> {
                            throw new Killed();
                        }))
                        .next(() -> false))
                .isTrue();
        Import ended = IMPORTS.read(id);
        assertThat(ended.status()).isEqualTo(ImportStatus.FAILED);
        assertThat(ended.reason()).contains("5 times", "line 1000.", "smaller files");
        assertThat(ended.progress().created()).isEqualTo(1_000);
        assertThat(count("select count(*) from import_parts")).isZero();
        assertThat(importer(FORMATS).next(() -> false)).isFalse();
    }

    @Test
    void isPatientWithAnImportThatComesFurtherOrIsGivenBack() {
        UUID id = queue(lines(2_200, "1.00"), false);
        for (int entry : new int[] {100, 100, 100, 100, 1_100, 1_100, 1_100, 1_100, 1_100, 2_100}) {
            for (int i = 0; i < 3; i++) {
                assertThat(importer(FORMATS).next(() -> true)).isTrue();
            }
            dies(id, entry);
        }
        assertThat(importer(FORMATS).next(() -> false)).isTrue();
        assertThat(done(id).progress().created()).isEqualTo(2_200);
    }

    @Test
    void leavesTheRestToWhoComesWhenItIsStopped() {
        UUID id = queue(lines(1_200, "1.00"), false);
        AtomicInteger batches = new AtomicInteger();
        importer(FORMATS).next(() -> batches.incrementAndGet() > 1);
        assertThat(IMPORTS.read(id).progress().created()).isEqualTo(1_000);
        assertThat(importer(FORMATS).next(() -> false)).isTrue();
        assertThat(done(id).progress().created()).isEqualTo(1_200);
    }

    /** To find the place may take longer than the lease: two would take it from each other for ever. */
    @Test
    void keepsItsLeaseWhileItLooksForThePlace() {
        UUID id = queue(lines(1_200, "1.00"), false);
        AtomicInteger batches = new AtomicInteger();
        importer(FORMATS).next(() -> batches.incrementAndGet() > 1);
        AtomicLong left = new AtomicLong();
        ProductFormats slow = at(100, () -> lease(id, "1 second"));
        Importer importer = importer((format, currency, bytes) -> {
            ProductFile file = slow.open(format, currency, bytes);
            int[] read = {0};
            return () -> {
                if (++read[0] == 900) {
                    left.set(count("select cast(extract(epoch from leased_until - clock_timestamp()) as bigint)"
                            + " from imports where import_id = '" + id + "'"));
                }
                return file.next();
            };
        });
        assertThat(importer.next(() -> false)).isTrue();
        assertThat(left.get()).isGreaterThan(10);
        assertThat(done(id).progress().created()).isEqualTo(1_200);
    }

    @Test
    void stopsWhileItLooksForThePlace() {
        UUID id = queue(lines(1_200, "1.00"), false);
        AtomicInteger batches = new AtomicInteger();
        importer(FORMATS).next(() -> batches.incrementAndGet() > 1);
        AtomicBoolean stopping = new AtomicBoolean();
        AtomicBoolean wentOn = new AtomicBoolean();
        ProductFormats formats = at(100, () -> stopping.set(true));
        Importer importer = importer((format, currency, bytes) -> {
            ProductFile file = formats.open(format, currency, bytes);
            int[] read = {0};
            return () -> {
                wentOn.compareAndSet(false, ++read[0] == 900);
                return file.next();
            };
        });
        assertThat(importer.next(stopping::get)).isTrue();
        assertThat(wentOn).isFalse();
        assertThat(importer(FORMATS).next(() -> false)).isTrue();
        assertThat(done(id).progress().created()).isEqualTo(1_200);
    }

    /** A process that has to end interrupts what does not. */
    @Test
    void isNotOverForWhoIsInterrupted() {
        UUID id = queue(lines(1_200, "1.00"), false);
        CountDownLatch over = new CountDownLatch(1);
        importer(at(1_100, () -> Uninterruptibles.awaitUninterruptibly(over))).next(() -> {
            Thread.currentThread().interrupt();
            return false;
        });
        over.countDown();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(IMPORTS.read(id).status()).isEqualTo(ImportStatus.RUNNING);
        assertThat(importer(FORMATS).next(() -> false)).isTrue();
        assertThat(done(id).progress().created()).isEqualTo(1_200);
    }

    /** What is in memory of a file does not grow with what its products say. */
    @Test
    void takesFewAtATimeWhereMuchIsSaidOfEach() {
        String told = "\"description\": \"" + "long ".repeat(2_000) + "\", \"name\"";
        UUID id = queue(lines(300, "1.00").replace("\"name\"", told), false);
        AtomicInteger batches = new AtomicInteger();
        importer(FORMATS).next(() -> batches.incrementAndGet() > 1);
        assertThat(IMPORTS.read(id).progress().created()).isBetween(1L, 299L);
        importer(FORMATS).next(() -> false);
        assertThat(done(id).progress().created()).isEqualTo(300);
    }

    @Test
    void doesNothingTwiceWhenItWasTakenForDead() {
        UUID id = queue(lines(1_200, "1.00"), false);
        AtomicInteger batches = new AtomicInteger();
        importer(FORMATS).next(() -> {
            if (batches.incrementAndGet() == 2) {
                lease(id, "-1 second");
                assertThat(importer(FORMATS).next(() -> false)).isTrue();
                // what somebody does once it is over is not undone
                JDBI.useHandle(handle -> handle.execute(
                        "update products set price_minor = 200, version = 2 where sku = ?", prefix + "1100"));
            }
            return false;
        });
        assertThat(done(id).progress()).isEqualTo(new Import.Progress(1_200, 1_200, 0, 0, 0));
        assertThat(products("version = 1")).isEqualTo(1_199);
        assertThat(products("version = 2 and price_minor = 200")).isEqualTo(1);
    }

    @Test
    void leavesAnImportUntilThoseBeforeItAreOver() {
        UUID first = queue(lines(1_200, "1.00"), false);
        UUID correction = queue(lines(1_200, "2.00"), false);
        AtomicInteger batches = new AtomicInteger();
        importer(FORMATS).next(() -> {
            if (batches.incrementAndGet() == 2) {
                assertThat(importer(FORMATS).next(() -> false)).isFalse();
            }
            return false;
        });
        assertThat(done(first).progress().created()).isEqualTo(1_200);
        assertThat(importer(FORMATS).next(() -> false)).isTrue();
        assertThat(done(correction).progress().updated()).isEqualTo(1_200);
        assertThat(products("price_minor = 200")).isEqualTo(1_200);
    }

    /** Else half of what it says would stand above what came after it. */
    @Test
    void goesOnWithWhatWasBegunBeforeAFileThatTookLongToCome() {
        UUID[] quick = new UUID[1];
        InputStream correction =
                new FilterInputStream(
                        new ByteArrayInputStream(lines(1_200, "2.00").getBytes(StandardCharsets.UTF_8))) {
                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        if (quick[0] == null) {
                            quick[0] = queue(lines(1_200, "1.00"), false);
                            AtomicInteger batches = new AtomicInteger();
                            importer(FORMATS).next(() -> batches.incrementAndGet() > 1);
                        }
                        return super.read(bytes, offset, length);
                    }
                };
        UUID slow = queue(TransferFormat.NDJSON, correction, false);
        assertThat(importer(FORMATS).next(() -> false)).isTrue();
        assertThat(importer(FORMATS).next(() -> false)).isTrue();
        assertThat(done(quick[0]).progress().created()).isEqualTo(1_200);
        assertThat(done(slow).progress().updated()).isEqualTo(1_200);
        assertThat(products("price_minor = 200")).isEqualTo(1_200);
    }

    /** Its lease may run out meanwhile: two would take it from each other until it is given up. */
    @Test
    void nobodyTakesAnImportWhoseBatchIsBeingWritten() throws Throwable {
        run(line(1, "1.00"));
        UUID id = queue(line(1, "2.00"), false);
        try (Handle editor = JDBI.open();
                Handle other = JDBI.open()) {
            editor.begin();
            editor.execute("select from products where sku = ? for update", prefix + "1");
            CompletableFuture<Boolean> slow =
                    CompletableFuture.supplyAsync(() -> importer(FORMATS).next(() -> false));
            Wait.until(() -> assertThat(count("select count(*) from pg_stat_activity"
                            + " where datname = current_database() and wait_event_type = 'Lock'"))
                    .isEqualTo(1));
            JDBI.useHandle(handle -> handle.execute("update imports set leased_until = '-infinity' where import_id ="
                    + " (select import_id from imports where status = 'running' for update skip locked)"));
            other.begin();
            assertThat(FILES.lease(other, UUID.randomUUID(), Duration.ofMinutes(1)))
                    .isEmpty();
            other.rollback();
            editor.rollback();
            assertThat(slow.get(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(done(id).progress()).isEqualTo(new Import.Progress(1, 0, 1, 0, 0));
    }

    @Test
    void takesWhatStandsBeforeWhatCannotBeRead() {
        StringBuilder table = new StringBuilder("Type,SKU,Name,Regular price\n");
        IntStream.range(0, 1_003).forEach(i -> table.append("simple,%s%d,Tea,1.00\n".formatted(prefix, i)));
        UUID id = queue(TransferFormat.WOOCOMMERCE, table + "simple,\"x\"y,Tea,1.00\n", false);
        assertThat(importer(FORMATS).next(() -> false)).isTrue();
        assertThat(IMPORTS.read(id).status()).isEqualTo(ImportStatus.FAILED);
        assertThat(IMPORTS.read(id).reason()).isEqualTo("The file is not CSV from line 1005 on.");
        assertThat(IMPORTS.read(id).progress()).isEqualTo(new Import.Progress(1_004, 1_003, 0, 0, 0));
    }

    private static void lease(UUID id, String term) {
        JDBI.useHandle(handle -> handle.execute(
                "update imports set leased_until = clock_timestamp() + cast(? as interval) where import_id = ?",
                term,
                id));
    }

    @Test
    void asksTheDatabaseAsOftenForAFewProductsAsForMany() {
        run(lines(2, "1.00"));
        // some are changed, and some are new
        assertThat(statements(lines(4, "2.00"))).isEqualTo(statements(lines(400, "3.00")));
    }

    private long statements(String lines) {
        queue(lines, false);
        AtomicInteger statements = new AtomicInteger();
        JDBI.setSqlLogger(new SqlLogger() {
            @Override
            public void logAfterExecution(StatementContext context) {
                statements.incrementAndGet();
            }
        });
        importer(FORMATS).next(() -> false);
        JDBI.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
        return statements.get();
    }
}
