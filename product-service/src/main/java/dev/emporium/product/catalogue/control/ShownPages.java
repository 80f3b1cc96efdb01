package dev.emporium.product.catalogue.control;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.emporium.platform.metrics.CacheCounts;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Pages of the catalogue as all but staff see them, each for a second from the moment when what it shows was so: what would show
 * that one is as it was is the search itself. So a page that everybody looks at is read once or twice a second, whoever changes
 * what is on it; what this process itself changes, {@link #forget forgets} all of them. Thread safe, bounded by size.
 *
 * @param <A> what is shown
 */
public final class ShownPages<A> {
    private final Ticker clock;
    private final KeptReads<String, A> shown;
    private final LastChange change;

    /**
     * @param size of an answer, in bytes
     * @param most bytes that are kept
     * @param moment of the system's clock from which on things are as a page shows them that is read next
     */
    public ShownPages(ToIntFunction<A> size, long most, CacheCounts lookups, LongSupplier moment) {
        this(size, most, lookups, moment, Ticker.systemTicker());
    }

    ShownPages(ToIntFunction<A> size, long most, CacheCounts lookups, LongSupplier moment, Ticker clock) {
        this.clock = clock;
        this.change = new LastChange(clock);
        this.shown = new KeptReads<>(
                (query, answer) -> query.length() + size.applyAsInt(answer),
                most,
                Showcase.TRUST,
                moment,
                this::isFresh,
                lookups,
                clock);
    }

    private boolean isFresh(long askedAt) {
        return clock.read() - askedAt < Showcase.TRUST.toNanos() && change.isBefore(askedAt);
    }

    /** What is at hand; asks nobody and waits for nobody. */
    public Optional<A> glance(String query) {
        return shown.glance(query);
    }

    /** The same, read if it is not at hand: by one for all who ask at once. */
    public A read(String query, Supplier<A> page) {
        return shown.read(query, asked -> page.get());
    }

    /** To be called once a change is committed: whoever asks from then on is shown it. */
    public void forget() {
        change.isNow();
    }
}
