package dev.emporium.product.search.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Json;
import dev.emporium.platform.Money;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.platform.testing.Wait;
import dev.emporium.product.search.entity.FoundListings;
import dev.emporium.product.search.entity.Listing;
import dev.emporium.product.search.entity.ListingRepository;
import dev.emporium.product.search.entity.SuggestionRepository;
import dev.emporium.product.search.entity.UnusedWordRepository;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WordRetentionIT {
    private static final Jdbi JDBI = TestDatabase.create().jdbi();
    private static final Listings LISTINGS = new Listings(new ListingRepository(Json.mapper()));
    private static final UnusedWordRepository WORDS = new UnusedWordRepository();
    private static final FoundListings FOUND = new FoundListings();
    private static final WordRetention RETENTION = new WordRetention(JDBI, WORDS, FOUND);

    @BeforeEach
    void nothingIsListed() {
        JDBI.useHandle(handle -> handle.execute("truncate listings, search_words, search_labels"));
    }

    private static Listing listing(String name, String brand, String category) {
        return new Listing(
                UUID.randomUUID(),
                1,
                "sku",
                name,
                "Made of oak",
                category,
                brand,
                Map.of("finish", "matt", "waterproof", true),
                null,
                Money.of("1.00", "EUR"));
    }

    private static Listing listed(String name, String brand, String category) {
        Listing listing = listing(name, brand, category);
        JDBI.useTransaction(transaction -> LISTINGS.put(transaction, List.of(listing), Set.of()));
        return listing;
    }

    private static void gone(Listing listing) {
        JDBI.useTransaction(transaction -> LISTINGS.remove(transaction, listing.productId()));
    }

    private static List<String> words() {
        return all("select word from search_words order by word");
    }

    private static List<String> labels() {
        return all("select distinct kind || ' ' || label from search_labels order by 1");
    }

    private static List<String> all(String sql) {
        return JDBI.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    @Test
    void forgetsWhatNoListingHasAndNothingElse() {
        listed("Oaken lamp", "Okapi", "light/lamps");
        List<String> words = words();
        List<String> labels = labels();
        RETENTION.run();
        assertThat(words()).isEqualTo(words).contains("finish", "matt", "true", "waterproof", "oak", "lamps");
        assertThat(labels()).isEqualTo(labels);
        Listing zebra = listed("Zebra spoons", "Zebu & Söhne", "light/spoons/small");
        assertThat(words()).contains("zebra", "spoons", "zebu");
        gone(zebra);
        RETENTION.run();
        assertThat(words()).isEqualTo(words);
        assertThat(labels()).isEqualTo(labels);
    }

    /** So many are looked at for what is being typed. */
    @Test
    void offersABrandBehindManyThatAreGone() {
        for (int i = 0; i < 20; i++) {
            gone(listed("Thing", "Quagga " + (char) ('a' + i), null));
        }
        listed("Thing", "Quagga zoo", null);
        RETENTION.run();
        assertThat(JDBI.withHandle(handle -> new SuggestionRepository().beginnings(handle, "quag", 5, 5))
                        .brands())
                .containsExactly("Quagga zoo");
    }

    @Test
    void leavesWhatComesMeanwhile() throws Throwable {
        comesMeanwhile((transaction, listing) -> LISTINGS.put(transaction, List.of(listing), Set.of()));
    }

    @Test
    void leavesWhatComesMeanwhileByItself() throws Throwable {
        comesMeanwhile((transaction, listing) -> LISTINGS.put(transaction, listing, true));
    }

    private static void comesMeanwhile(BiConsumer<Handle, Listing> put) throws Throwable {
        gone(listed("Zebra", "Zebu", "zoo"));
        Listing back = listing("Zebra", "Zebu", "zoo");
        CompletableFuture<Void> coming;
        try (Handle removal = JDBI.open().begin()) {
            FOUND.prepare(removal);
            WORDS.hold(removal);
            WORDS.removeWords(removal, words());
            WORDS.removeLabels(removal, WORDS.labels(removal, new UnusedWordRepository.Label("", "", ""), 10));
            coming =
                    CompletableFuture.runAsync(() -> JDBI.useTransaction(transaction -> put.accept(transaction, back)));
            Wait.until(() -> assertThat(all("select mode from pg_locks where not granted"))
                    .isNotEmpty());
            removal.commit();
        }
        coming.get(60, TimeUnit.SECONDS);
        assertThat(words()).contains("zebra", "oak", "finish");
        assertThat(labels()).containsExactly("brand Zebu", "category zoo");
    }
}
