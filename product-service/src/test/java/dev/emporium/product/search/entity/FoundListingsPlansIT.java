package dev.emporium.product.search.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.emporium.platform.Json;
import dev.emporium.platform.Money;
import dev.emporium.platform.testing.Plans;
import dev.emporium.platform.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No list and no search reads the listings or the words from end to end: the planner's own choice, with 10,000 of them. */
class FoundListingsPlansIT {
    private static final Jdbi JDBI =
            Jdbi.create(TestDatabase.create().jdbcUrl(), "postgres", "").installPlugin(new PostgresPlugin());
    private static final FoundListings LISTINGS = new FoundListings();
    private static final SearchWordRepository WORDS = new SearchWordRepository();
    private static final Meaning SEARCHED = new Meaning(
            "lamp",
            List.of(new Meaning.Word(Set.of("lamp"), Set.of("lamp")), new Meaning.Word(Set.of("c7"), Set.of())));

    @BeforeAll
    static void fill() {
        JDBI.useHandle(handle -> {
            handle.execute(
                    """
                    insert into listings (product_id, version, name_key, price_minor, currency, category, brand, attributes,
                        in_stock, name_words, terms)
                    select uuidv7(), 1, 'lamp ' || i, i % 5000, 'EUR', 'home/c' || i % 40, 'b' || i % 300, '{"size": "M"}',
                        i % 50 > 0, 2, array['t:lamp', 't:' || i, 'k:c' || i % 40, 'd:of', 'c:home', 'c:home/c' || i % 40,
                        'b:b' || i % 300, 'a:size=M', 'm:EUR', 'u:sku-' || i, case when i % 50 > 0 then 's:in' else 's:out' end]
                    from generate_series(1, 10000) as i
                    """);
            handle.execute("insert into search_words (word, stem) select md5(cast(i as text)), md5(cast(i as text))"
                    + " from generate_series(1, 5000) as i");
            handle.execute("analyze search_labels");
            handle.execute("analyze listings");
            handle.execute("analyze search_words");
        });
    }

    private static ListingFilters filters(String category, String brand, Long lowest, Boolean inStock) {
        return new ListingFilters(
                category, brand, null, new TreeMap<>(), lowest == null ? null : "EUR", lowest, null, inStock);
    }

    static Stream<ListingFilters> filters() {
        return Stream.of(
                ListingFilters.NONE,
                filters("home", null, null, null),
                filters("home/c7", null, null, true),
                filters("home/c7", "b1", null, false),
                filters(null, null, 4000L, null),
                filters(null, "b2", 10L, true),
                filters(null, null, null, true),
                filters(null, null, null, false),
                new ListingFilters(
                        null, null, "f", new TreeMap<>(Map.of("size", "M", "a", "b")), null, null, null, null));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void listsInEveryOrder(ListingFilters filters) {
        UUID middle = JDBI.withHandle(
                handle -> handle.createQuery("select product_id from listings order by product_id offset 5000 limit 1")
                        .mapTo(UUID.class)
                        .one());
        Map<ListingOrder, String> keys = Map.of(
                ListingOrder.NEWEST, "",
                ListingOrder.NAME, "lamp 500",
                ListingOrder.PRICE, "EUR 900",
                ListingOrder.DEAREST, "EUR 900");
        keys.forEach((order, key) -> {
            for (Position after : new Position[] {null, new Position(key, middle)}) {
                planOf(handle -> LISTINGS.page(handle, null, filters, order, after, 21));
                planOf(handle -> LISTINGS.page(handle, SEARCHED, filters, order, after, 101));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("filters")
    void ranksAndCounts(ListingFilters filters) {
        Position after = new Position("500", UUID.randomUUID());
        planOf(handle -> LISTINGS.page(handle, SEARCHED, filters, ListingOrder.RELEVANCE, null, 21));
        planOf(handle -> LISTINGS.page(handle, SEARCHED, filters, ListingOrder.RELEVANCE, after, 101));
        List<String> facets = List.of("category", "brand", "price", "attribute.size");
        planOf(handle -> LISTINGS.facets(handle, null, filters, facets));
        planOf(handle -> LISTINGS.facets(handle, SEARCHED, filters, facets));
    }

    @Test
    void looksWordsUp() {
        planOf(handle -> WORDS.meaning(handle, "c4ca4238 lantern", false));
        planOf(handle -> WORDS.meaning(handle, "c4ca4238 lantern", true));
    }

    /** By the hundred, each by indexes: of most of them there are many listings. */
    @Test
    void looksForWordsThatNoListingHas() {
        UnusedWordRepository unused = new UnusedWordRepository();
        List<UnusedWordRepository.Word> words = JDBI.withHandle(handle -> unused.words(handle, "7", 500));
        List<UnusedWordRepository.Label> labels =
                JDBI.withHandle(handle -> unused.labels(handle, new UnusedWordRepository.Label("", "", ""), 500));
        assertThat(words).hasSize(500);
        assertThat(labels).hasSizeGreaterThan(300);
        planOf(handle -> unused.words(handle, "7", 500));
        planOf(handle -> assertThat(unused.unused(handle, words)).hasSize(500));
        planOf(handle -> unused.removeWords(handle, List.of("gone", "c4ca4238a0b923820dcc509a6f75849b")));
        planOf(handle -> unused.labels(handle, labels.get(100), 500));
        planOf(handle -> assertThat(unused.unusedLabels(handle, labels)).isEmpty());
        planOf(handle -> unused.removeLabels(handle, labels.subList(0, 10)));
    }

    @Test
    void listsAHundredThatAnImportBrings() {
        ListingRepository listings = new ListingRepository(Json.mapper());
        List<Listing> hundred = Stream.generate(UUID::randomUUID)
                .limit(100)
                .map(product -> new Listing(
                        product, 1, "sku", "Glass", null, null, null, Map.of(), null, Money.of("1.00", "EUR")))
                .toList();
        // what its words are, it is told once
        Plans.each(
                JDBI,
                handle -> listings.put(handle, hundred, Set.of()),
                handle -> listings.put(handle, hundred, Set.of()));
    }

    @Test
    void suggests() {
        SuggestionRepository suggestions = new SuggestionRepository();
        for (String text : List.of("l", "lamp 1", "b", "c7")) {
            planOf(handle -> suggestions.beginnings(handle, text, 20, 5));
            planOf(handle -> suggestions.meaning(handle, text, text));
        }
    }

    /** Whatever the plan, it tells what is there. */
    @ParameterizedTest
    @EnumSource(ListingOrder.class)
    void findsTheSameByWalkingAndByCollecting(ListingOrder order) {
        ListingFilters rare = filters("home/c7", "b87", null, null);
        ListingFilters frequent = filters("home", null, null, null);
        JDBI.useTransaction(transaction -> {
            LISTINGS.prepare(transaction);
            List<UUID> few = walk(transaction, rare, order);
            assertThat(few).hasSize(17).doesNotHaveDuplicates();
            List<UUID> many = walk(transaction, frequent, order);
            assertThat(many).doesNotHaveDuplicates();
            if (order != ListingOrder.RELEVANCE) {
                assertThat(many).hasSize(10_000).filteredOn(few::contains).isEqualTo(few);
            }
        });
    }

    @Test
    void knowsWhichTermsAreCommonOnceTheDatabaseHasLooked() {
        JDBI.useHandle(handle -> {
            assertThat(new TermShares().of(handle, List.of("t:lamp"))).isCloseTo(1, within(0.01));
            assertThat(new TermShares().of(handle, List.of("k:c7", "k:c8"))).isCloseTo(0.05, within(0.01));
            assertThat(new TermShares().of(handle, List.of("t:77"))).isLessThan(0.01);
        });
        Jdbi unseen = Jdbi.create(TestDatabase.create().jdbcUrl(), "postgres", "");
        unseen.useHandle(handle ->
                assertThat(new TermShares().of(handle, List.of("t:lamp"))).isEqualTo(1));
    }

    @Test
    void findsTheSameWhetherAWordIsFrequentOrNot() {
        Meaning few = new Meaning("c7", List.of(new Meaning.Word(Set.of("c7"), Set.of())));
        JDBI.useTransaction(transaction -> {
            LISTINGS.prepare(transaction);
            List<Position> known =
                    LISTINGS.page(transaction, few, ListingFilters.NONE, ListingOrder.RELEVANCE, null, 400);
            transaction.execute("delete from pg_statistic where starelid = cast('listings' as regclass)");
            List<Position> unknown =
                    new FoundListings().page(transaction, few, ListingFilters.NONE, ListingOrder.RELEVANCE, null, 400);
            assertThat(known).hasSize(250).isEqualTo(unknown);
            transaction.rollback();
        });
    }

    /** Which are the best does not depend on how many are asked for: a page that names alone fill is cut where others would stand. */
    @ParameterizedTest
    @ValueSource(strings = {"lamp", "kettle", "kettle small", "small lamp"})
    void ranksTheSameByPagesOfFewAndOfMany(String text) {
        Meaning meaning = new Meaning(
                text,
                Stream.of(text.split(" "))
                        .map(word -> new Meaning.Word(Set.of(word), Set.of(word)))
                        .toList());
        JDBI.useTransaction(transaction -> {
            LISTINGS.prepare(transaction);
            for (String[] terms : new String[][] {
                {"t:kettle", "t:small"},
                {"t:kettle", "k:kettle", "k:small"},
                {"t:kettle", "d:small"},
                {"d:kettle", "t:small"},
                {"t:lamp", "d:small"},
                {"k:lamp", "t:small"},
                {"t:lamp", "k:lamp", "t:small", "k:small"},
                {"d:lamp", "d:small"},
                {"k:kettle", "k:small"},
                {"k:lamp"}
            }) {
                for (int i = 0; i < 12; i++) {
                    transaction.execute(
                            """
                            insert into listings (product_id, version, name_key, price_minor, currency, attributes, in_stock,
                                name_words, terms)
                            values (gen_random_uuid(), 1, 'small', 1, 'EUR', '{}', ?, ?, ?)
                            """,
                            i % 3 > 0,
                            1 + i % 4,
                            terms);
                }
            }
            List<Position> many =
                    LISTINGS.page(transaction, meaning, ListingFilters.NONE, ListingOrder.RELEVANCE, null, 400);
            List<Position> few = new ArrayList<>();
            List<Position> page;
            do {
                Position last = few.isEmpty() ? null : few.get(few.size() - 1);
                page = LISTINGS.page(transaction, meaning, ListingFilters.NONE, ListingOrder.RELEVANCE, last, 5);
                few.addAll(page);
            } while (page.size() == 5);
            assertThat(few).isEqualTo(many);
            transaction.rollback();
        });
    }

    @Test
    void countsManyOnceAMinuteAndFewAnewEachTime() {
        FoundListings listings = new FoundListings();
        ListingFilters many = filters("home", null, null, null);
        ListingFilters few = filters("home/c7", null, null, null);
        JDBI.useTransaction(transaction -> {
            Facets counted = listings.facets(transaction, null, many, List.of("brand"));
            assertThat(counted.complete()).isFalse();
            assertThat(listings.facets(transaction, null, few, List.of("brand")).matches())
                    .isEqualTo(250);
            transaction.execute("delete from listings");
            assertThat(listings.facets(transaction, null, many, List.of("brand")))
                    .isSameAs(counted);
            assertThat(listings.facets(transaction, null, many, List.of("category"))
                            .matches())
                    .isZero();
            assertThat(listings.facets(transaction, null, few, List.of("brand")).matches())
                    .isZero();
            transaction.rollback();
        });
    }

    @Test
    void ranksASampleOfWhatManyHaveAndElseAll() {
        Meaning kettle = new Meaning("kettle", List.of(new Meaning.Word(Set.of("kettle"), Set.of())));
        for (String place : List.of("t:", "d:")) {
            JDBI.useTransaction(transaction -> {
                LISTINGS.prepare(transaction);
                List<UUID> sampled = add(transaction, 100, true, place + "kettle");
                List<UUID> others = add(transaction, 100, false, place + "kettle");
                assertThat(LISTINGS.suggested(transaction, kettle, 200))
                        .extracting(Position::productId)
                        .containsExactlyInAnyOrderElementsOf(sampled);
                transaction.execute("delete from listings where product_id = ?", sampled.get(0));
                assertThat(LISTINGS.suggested(transaction, kettle, 200))
                        .extracting(Position::productId)
                        .hasSize(100)
                        .containsAnyElementsOf(others);
                transaction.rollback();
            });
        }
    }

    @Test
    void saysThatItCountedASampleAlone() {
        ListingFilters kitchen = filters("kitchen", null, null, null);
        JDBI.useTransaction(transaction -> {
            LISTINGS.prepare(transaction);
            add(transaction, 1_999, true, "c:kitchen");
            add(transaction, 100, false, "c:kitchen");
            Facets all = LISTINGS.facets(transaction, null, kitchen, List.of("brand"));
            assertThat(all.complete()).isTrue();
            assertThat(all.matches()).isEqualTo(2_099);
            assertThat(all.values().get("brand"))
                    .extracting(Facets.Value::value, Facets.Value::count)
                    .containsExactly(tuple("sampled", 1_999L), tuple("other", 100L));
            add(transaction, 2, true, "c:kitchen");
            Facets part = LISTINGS.facets(transaction, null, kitchen, List.of("brand"));
            assertThat(part.complete()).isFalse();
            assertThat(part.matches()).isEqualTo(2_000);
            assertThat(part.values().get("brand"))
                    .extracting(Facets.Value::value, Facets.Value::count)
                    .containsExactly(tuple("sampled", 2_000L));
            transaction.rollback();
        });
    }

    private static List<UUID> add(Handle transaction, int count, boolean sampled, String term) {
        return transaction
                .createQuery(
                        """
                        insert into listings (product_id, version, name_key, price_minor, currency, brand, attributes, in_stock,
                            name_words, terms)
                        select cast(left(cast(uuidv7() as text), 34) || :end as uuid), 1, 'kettle', 100, 'EUR', :brand, '{}',
                            true, 1, array[:term]
                        from generate_series(1, :count) returning product_id
                        """)
                .bind("end", sampled ? "0f" : "10")
                .bind("brand", sampled ? "sampled" : "other")
                .bind("term", term)
                .bind("count", count)
                .mapTo(UUID.class)
                .list();
    }

    private static List<UUID> walk(Handle handle, ListingFilters filters, ListingOrder order) {
        List<UUID> walked = new ArrayList<>();
        Meaning meaning = order == ListingOrder.RELEVANCE
                ? new Meaning("lamp", List.of(new Meaning.Word(Set.of("lamp"), Set.of())))
                : null;
        List<Position> page = LISTINGS.page(handle, meaning, filters, order, null, 5_000);
        while (!page.isEmpty()) {
            page.forEach(position -> walked.add(position.productId()));
            page = LISTINGS.page(handle, meaning, filters, order, page.get(page.size() - 1), 5_000);
        }
        return walked;
    }

    private static void planOf(Consumer<Handle> query) {
        Plans.each(JDBI, LISTINGS::prepare, query);
    }
}
