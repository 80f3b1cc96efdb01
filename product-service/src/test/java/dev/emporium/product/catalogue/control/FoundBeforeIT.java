package dev.emporium.product.catalogue.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.metrics.CacheCounts;
import dev.emporium.platform.metrics.Meters;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.product.search.control.Found;
import dev.emporium.product.search.entity.ListingChangeRepository;
import dev.emporium.product.search.entity.ListingFilters;
import dev.emporium.product.search.entity.ListingOrder;
import dev.emporium.product.search.entity.ListingQuery;
import dev.emporium.product.search.entity.SuggestionRepository.Beginnings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** What was found holds until a listing changes; what others do, statements beside it stand for. */
class FoundBeforeIT {
    private static final ListingQuery ALL =
            new ListingQuery(null, ListingFilters.NONE, ListingOrder.NEWEST, List.of("brand"));

    private final Jdbi jdbi = TestDatabase.create().jdbi();
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger searches = new AtomicInteger();
    private final CacheCounts counts = new Meters(new PrometheusRegistry(), jdbi).cache("found-products");
    private final FoundBefore before = new FoundBefore(
            new RecentReads(jdbi, Optional.empty(), new PrometheusRegistry(), now::get),
            new ListingChangeRepository(),
            100_000,
            counts,
            now::get);

    private UUID aProduct() {
        UUID id = UUID.randomUUID();
        jdbi.useTransaction(transaction -> {
            transaction.execute(
                    "insert into products (product_id, sku, name, attributes, image_urls, price_minor, currency, status)"
                            + " values (?, ?, 'tea', '{}', '{}', 790, 'EUR', 'active')",
                    id,
                    id.toString());
            transaction.execute("insert into stock (product_id, on_hand, offer) values (?, 5, 'on_sale')", id);
        });
        return id;
    }

    private List<UUID> found() {
        return before.page(ALL, null, 20, reads -> {
                    searches.incrementAndGet();
                    return new Found(listed(), null, null, null, "postgresql");
                })
                .productIds();
    }

    private List<UUID> listed() {
        return jdbi.withHandle(handle -> handle.createQuery("select product_id from listings")
                .mapTo(UUID.class)
                .list());
    }

    private void pass(int millis) {
        now.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    private void passesSomeTime() {
        for (int i = 0; i < 6; i++) {
            pass(500);
            found();
        }
    }

    @Test
    void isFoundAgainWhileNothingHasChanged() {
        UUID tea = aProduct();
        passesSomeTime();
        int until = searches.get();
        passesSomeTime();
        assertThat(found()).containsExactly(tea);
        assertThat(searches).hasValue(until);
    }

    @Test
    void seesWithinASecondWhatOthersChange() {
        UUID tea = aProduct();
        passesSomeTime();
        UUID coffee = aProduct();
        pass(1_000);
        assertThat(found()).containsExactlyInAnyOrder(tea, coffee);
        passesSomeTime();
        jdbi.useHandle(handle -> handle.execute("delete from listings where product_id = ?", tea));
        pass(1_000);
        assertThat(found()).containsExactly(coffee);
    }

    @Test
    void seesWithinASecondThatOneHasSoldOut() {
        aProduct();
        passesSomeTime();
        int until = searches.get();
        jdbi.useHandle(handle -> handle.execute("update stock set reserved = on_hand"));
        pass(1_000);
        found();
        assertThat(searches).hasValue(until + 1);
    }

    /** It is counted from the moment when it is made, and was not to be seen by whoever searched meanwhile. */
    @Test
    void seesWithinASecondWhatWasLongInCommitting() {
        UUID tea = aProduct();
        UUID coffee = aProduct();
        try (Handle other = jdbi.open()) {
            other.begin();
            other.execute("delete from listings where product_id = ?", tea);
            passesSomeTime();
            assertThat(found()).containsExactlyInAnyOrder(tea, coffee);
            other.commit();
        }
        pass(1_000);
        assertThat(found()).containsExactly(coffee);
        passesSomeTime();
        int until = searches.get();
        passesSomeTime();
        assertThat(searches).hasValue(until);
    }

    @Test
    void seesAtOnceWhatWasChangedHere() {
        UUID tea = aProduct();
        passesSomeTime();
        UUID coffee = aProduct();
        assertThat(found()).containsExactly(tea);
        before.forget();
        assertThat(found()).containsExactlyInAnyOrder(tea, coffee);
    }

    @Test
    void aPageOfItIsShownForNoLongerThanASecondFromWhenItWasSo() {
        UUID tea = aProduct();
        ShownPages<List<UUID>> pages = new ShownPages<>(List::size, 1_000, counts, before::moment, now::get);
        passesSomeTime();
        pass(500);
        found();
        jdbi.useHandle(handle -> handle.execute("delete from listings where product_id = ?", tea));
        pass(399);
        assertThat(pages.read("", this::found)).containsExactly(tea);
        pass(600);
        assertThat(pages.glance("")).isPresent();
        pass(1);
        assertThat(pages.glance("")).isEmpty();
    }

    @Test
    void keepsOneAnswerForEachThatIsAsked() {
        aProduct();
        passesSomeTime();
        assertThat(before.page(ALL, null, 10, reads -> new Found(List.of(), null, null, null, "postgresql"))
                        .productIds())
                .isEmpty();
        assertThat(found()).hasSize(1);
    }

    @Test
    void soIsWhatMayBeTyped() {
        aProduct();
        passesSomeTime();
        Beginnings tea = new Beginnings(List.of(), List.of("tea"), List.of());
        assertThat(before.beginnings("t", 5, reads -> tea)).isSameAs(tea);
        pass(500);
        assertThat(before.beginnings("t", 5, reads -> null)).isSameAs(tea);
        assertThat(before.beginnings("t", 4, reads -> new Beginnings(List.of(), List.of(), List.of())))
                .isNotEqualTo(tea);
    }
}
