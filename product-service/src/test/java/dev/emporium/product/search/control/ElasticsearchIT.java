package dev.emporium.product.search.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.platform.Json;
import dev.emporium.platform.Money;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.metrics.Meters;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.platform.testing.Wait;
import dev.emporium.product.ProductApi;
import dev.emporium.product.catalogue.boundary.ProductSearchIT;
import dev.emporium.product.search.entity.FoundListings;
import dev.emporium.product.search.entity.IndexEntry;
import dev.emporium.product.search.entity.Listing;
import dev.emporium.product.search.entity.ListingChangeRepository;
import dev.emporium.product.search.entity.ListingFilters;
import dev.emporium.product.search.entity.ListingOrder;
import dev.emporium.product.search.entity.ListingQuery;
import dev.emporium.product.search.entity.ListingRepository;
import dev.emporium.product.search.entity.SearchWordRepository;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A real Elasticsearch finds what PostgreSQL finds, and has what changes, whatever happens meanwhile. */
class ElasticsearchIT {
    private static final Jdbi JDBI = TestDatabase.create().jdbi();

    private final ListingRepository listings = new ListingRepository(Json.mapper());
    private final ListingChangeRepository changes = new ListingChangeRepository();
    private final ListingIndex index = new ListingIndex(TestElasticsearch.configuration());
    private final IndexFeed feed = new IndexFeed(JDBI, changes, index);
    private final IndexRebuild rebuild = new IndexRebuild(JDBI, changes, index, 10);

    @BeforeAll
    static void start() {
        TestElasticsearch.begin();
    }

    @BeforeEach
    void nothingIsListed() {
        JDBI.useHandle(handle -> handle.execute("truncate listings, listing_changes, search_feeds"));
    }

    @AfterEach
    void close() throws IOException {
        index.all().forEach(index::delete);
        index.close();
    }

    private static ProductSearch searching(Jdbi jdbi, ListingIndex index) {
        PrometheusRegistry metrics = new PrometheusRegistry();
        return new ProductSearch(
                jdbi,
                new FoundListings(),
                new SearchWordRepository(),
                new SearchCounts(metrics),
                Optional.of(new ElasticsearchEngine(index, new Meters(metrics, jdbi))));
    }

    private static ProductSearch searchingWithout(Jdbi jdbi) {
        return new ProductSearch(
                jdbi,
                new FoundListings(),
                new SearchWordRepository(),
                new SearchCounts(new PrometheusRegistry()),
                Optional.empty());
    }

    private static ListingQuery query(String text, ListingOrder order) {
        return new ListingQuery(text, ListingFilters.NONE, order, List.of());
    }

    private void list(UUID product, long version, String name) {
        JDBI.useTransaction(transaction -> list(transaction, product, version, name));
    }

    private void list(Handle transaction, UUID product, long version, String name) {
        listings.put(
                transaction,
                new Listing(
                        product,
                        version,
                        "SKU " + product,
                        name,
                        null,
                        null,
                        null,
                        Map.of(),
                        null,
                        Money.of("1.00", "EUR")),
                true);
    }

    private void remove(UUID product) {
        JDBI.useTransaction(transaction -> listings.remove(transaction, product));
    }

    /** By Elasticsearch. */
    private Set<UUID> found(String word) {
        index.refresh();
        Found found = searching(JDBI, index).find(query(word, ListingOrder.NEWEST), null, 100);
        assertThat(found.engine()).isEqualTo("elasticsearch");
        return Set.copyOf(found.productIds());
    }

    private void rebuild() {
        try {
            rebuild.run(line -> {});
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void feed() {
        while (feed.round()) {
            // there is more
        }
    }

    @Test
    void isToldOfWhatComesChangesAndGoes() {
        rebuild();
        UUID lamp = Uuid7.next();
        UUID desk = Uuid7.next();
        list(lamp, 1, "Lamp");
        list(desk, 1, "Desk");
        feed();
        assertThat(found("lamp")).containsExactly(lamp);
        list(desk, 2, "Desk lamp");
        JDBI.useTransaction(transaction -> listings.stock(transaction, List.of(lamp), false));
        feed();
        assertThat(found("lamp")).containsExactlyInAnyOrder(lamp, desk);
        assertThat(searching(JDBI, index)
                        .find(
                                new ListingQuery(
                                        "lamp",
                                        new ListingFilters(null, null, null, new TreeMap<>(), null, null, null, true),
                                        ListingOrder.NEWEST,
                                        List.of()),
                                null,
                                10)
                        .productIds())
                .containsExactly(desk);
        remove(desk);
        feed();
        assertThat(found("lamp")).containsExactly(lamp);
        assertThat(JDBI.<List<IndexEntry>, RuntimeException>withHandle(handle -> changes.next(handle, 10)))
                .as("what has been told")
                .isEmpty();
    }

    @Test
    void takesWhatComesTwiceLateOrInAnotherOrderForWhatItIs() {
        rebuild();
        String serving = index.all().get(0);
        UUID product = Uuid7.next();
        List<List<IndexEntry>> told = new ArrayList<>();
        list(product, 1, "Lantern");
        told.add(JDBI.withHandle(handle -> changes.next(handle, 10)));
        list(product, 2, "Candle");
        told.add(JDBI.withHandle(handle -> changes.next(handle, 10)));
        for (int which : new int[] {1, 0, 1, 0}) {
            index.write(serving, told.get(which));
        }
        assertThat(found("candle")).containsExactly(product);
        assertThat(found("lantern")).isEmpty();
        remove(product);
        feed();
        told.forEach(late -> index.write(serving, late));
        assertThat(found("candle")).isEmpty();
        assertThat(found("lantern")).isEmpty();
    }

    @Test
    void keepsAChangeThatIsMadeWhileAnotherIsTold() {
        rebuild();
        UUID product = Uuid7.next();
        list(product, 1, "Lantern");
        List<IndexEntry> first = JDBI.withHandle(handle -> changes.next(handle, 10));
        list(product, 2, "Candle");
        JDBI.useHandle(handle -> changes.told(handle, first));
        feed();
        assertThat(found("candle")).containsExactly(product);
    }

    private static boolean isWaiting(Instant since) {
        return JDBI.withHandle(handle -> handle.createQuery(
                        "select exists (select from pg_stat_activity where datname = current_database()"
                                + " and pid <> pg_backend_pid() and query like '%pg_snapshot_xmin%'"
                                + " and query_start > :since)")
                .bind("since", since)
                .mapTo(boolean.class)
                .one());
    }

    @Test
    void tellsLaterWhatElasticsearchWasAwayFor() throws Exception {
        rebuild();
        UUID product = Uuid7.next();
        list(product, 1, "Lantern");
        try (ListingIndex away = new ListingIndex(TestElasticsearch.at("http://127.0.0.1:1", index.name()))) {
            IndexFeed inVain = new IndexFeed(JDBI, changes, away);
            assertThatThrownBy(inVain::round).isInstanceOf(ListingIndex.IndexAwayException.class);
        }
        feed();
        assertThat(found("lantern")).containsExactly(product);
    }

    @Test
    void anIndexThatIsGoneIsNotMadeByWhoeverWritesToIt() {
        rebuild();
        String gone = index.create();
        index.delete(gone);
        UUID product = Uuid7.next();
        list(product, 1, "Lantern");
        index.write(gone, JDBI.withHandle(handle -> changes.next(handle, 10)));
        assertThat(index.all()).hasSize(1).doesNotContain(gone);
    }

    /** Old and new index are written to while there are both; nothing is missed, and searches are answered all the time. */
    @Test
    void aRebuildLosesNoChangeAndLeavesNoGap() throws Exception {
        List<UUID> products = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            products.add(Uuid7.next());
            list(products.get(i), 1, "Old thing");
        }
        rebuild();
        UUID late = products.get(39);
        List<IndexEntry> held = new ArrayList<>();
        list(late, 2, "Late thing");
        held.addAll(JDBI.<List<IndexEntry>, RuntimeException>withHandle(handle -> changes.next(handle, 10)));
        Set<UUID> added = Set.of(Uuid7.next(), Uuid7.next());
        AtomicReference<Integer> step = new AtomicReference<>(0);
        rebuild.run(line -> {
            if (!line.endsWith(" products")) {
                return;
            }
            int now = step.getAndUpdate(last -> last + 1);
            if (now == 0) {
                list(late, 3, "Punctual thing");
            }
            // one that is in the new index already, one that is not; once told at once, once told later
            list(products.get(now), 3, "New thing");
            list(products.get(30 + now), 3, "New thing");
            remove(products.get(5 + now));
            remove(products.get(35 + now));
            if (now == 1) {
                added.forEach(product -> list(product, 1, "New thing"));
            }
            if (now < 2) {
                feed();
            }
            assertThat(found("thing")).as("the old index answers meanwhile").isNotEmpty();
        });
        assertThat(step.get()).isGreaterThanOrEqualTo(4);
        index.write(index.all().get(0), held);
        feed();
        Set<UUID> listed = Set.copyOf(JDBI.withHandle(handle -> handle.createQuery("select product_id from listings")
                .mapTo(UUID.class)
                .list()));
        assertThat(found("thing")).isEqualTo(listed).containsAll(added);
        assertThat(found("new")).hasSize(2 * step.get() + added.size()).contains(products.get(0), products.get(31));
        assertThat(found("punctual")).containsExactly(late);
        assertThat(index.all()).as("the old one is gone").hasSize(1);
    }

    /** Such a change was made before anybody asked for changes, and is seen only once it is committed. */
    @Test
    void aRebuildWaitsForWhatIsUnderWay() throws Throwable {
        waitsForWhatIsUnderWay();
    }

    /** It was asked for changes, and has one with a number from before the rebuild, which it commits behind it. */
    @Test
    void soDoesTheNextOne() throws Throwable {
        rebuild();
        waitsForWhatIsUnderWay();
    }

    private void waitsForWhatIsUnderWay() throws Throwable {
        UUID product = Uuid7.next();
        list(product, 1, "Lantern");
        try (Handle busy = JDBI.open()) {
            busy.begin();
            list(busy, product, 2, "Candle");
            CompletableFuture<Void> building = CompletableFuture.runAsync(this::rebuild);
            // it asks ten times a second
            Instant someTimeLater = Instant.now().plusMillis(500);
            Wait.until(() ->
                    assertThat(building.isDone() || isWaiting(someTimeLater)).isTrue());
            busy.commit();
            building.join();
        }
        feed();
        assertThat(found("candle")).containsExactly(product);
    }

    @Test
    void whatAKilledRebuildLeftIsRemovedByTheNext() {
        UUID product = Uuid7.next();
        list(product, 1, "Lantern");
        rebuild();
        String serving = index.all().get(0);
        assertThatThrownBy(() -> rebuild.run(line -> {
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        assertThat(index.all()).hasSize(2);
        list(product, 2, "Candle");
        feed();
        assertThat(found("candle")).as("the old index goes on").containsExactly(product);
        List<String> told = new ArrayList<>();
        String left = index.unused().get(0);
        try {
            rebuild.run(told::add);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(told.get(0)).contains(left);
        assertThat(index.all()).hasSize(1).doesNotContain(serving, left);
        assertThat(found("candle")).containsExactly(product);
    }

    @Test
    void nobodyRebuildsWhileSomebodyElseDoes() throws Exception {
        list(Uuid7.next(), 1, "Lantern");
        List<Throwable> refused = new ArrayList<>();
        rebuild.run(line -> refused.add(assertThatThrownBy(this::rebuild).actual()));
        assertThat(refused).isNotEmpty().allMatch(IllegalStateException.class::isInstance);
        assertThat(index.all()).hasSize(1);
    }

    /** The sample catalogue in both engines. */
    @Nested
    class Sample {
        private final ListingIndex sample = new ListingIndex(TestElasticsearch.configuration());
        private final ProductSearch search = searching(Relevance.JDBI, sample);
        private final ProductSearch database = searchingWithout(Relevance.JDBI);

        @BeforeEach
        void fill() throws InterruptedException {
            new IndexRebuild(Relevance.JDBI, changes, sample).run(line -> {});
        }

        @AfterEach
        void end() throws IOException {
            sample.all().forEach(sample::delete);
            sample.close();
        }

        @Test
        void putsFirstWhatPeopleLookFor() {
            Relevance.judge(search);
        }

        /** One goes on where the other has stopped. */
        @Test
        void tellsWhatPostgresTellsPageByPage() {
            for (String text : Relevance.queries()) {
                for (ListingOrder order : ListingOrder.values()) {
                    ListingQuery query = query(text, order);
                    Found whole = database.find(query, null, 100);
                    List<UUID> walked = new ArrayList<>();
                    String cursor = null;
                    for (int page = 0; page == 0 || cursor != null && walked.size() < 100; page++) {
                        Found found = (page % 2 == 0 ? search : database).find(query, cursor, page == 0 ? 7 : 50);
                        assertThat(found.engine()).isEqualTo(page % 2 == 0 ? "elasticsearch" : "postgresql");
                        walked.addAll(found.productIds());
                        cursor = found.next();
                    }
                    assertThat(walked.subList(0, Math.min(100, walked.size())))
                            .as(text + " by " + order)
                            .isEqualTo(whole.productIds());
                }
            }
        }
    }

    /** All that is asked of searches over HTTP. */
    @Nested
    class Words extends ProductSearchIT {
        @Override
        protected ProductApi api() {
            return Service.API;
        }

        @Override
        protected String engine() {
            return "elasticsearch";
        }
    }

    /** A service with Elasticsearch, whose feed is up to date whenever it is read from. */
    private static final class Service {
        static final ProductApi API = start();

        private static ProductApi start() {
            SearchConfiguration configuration = TestElasticsearch.configuration();
            ProductApi api = ProductApi.with(
                    "search.url=" + configuration.url(),
                    "search.index=" + configuration.index(),
                    "search.patience=" + configuration.patience());
            ListingIndex index = new ListingIndex(configuration);
            ListingChangeRepository changes = new ListingChangeRepository();
            try {
                new IndexRebuild(api.jdbi(), changes, index).run(line -> {});
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            IndexFeed feed = new IndexFeed(api.jdbi(), changes, index);
            api.beforeReading(() -> {
                while (feed.round()) {
                    // there is more
                }
                index.refresh();
            });
            return api;
        }
    }
}
