package dev.emporium.product.catalogue.control;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.emporium.platform.metrics.CacheCounts;
import dev.emporium.product.search.control.Found;
import dev.emporium.product.search.control.Reads;
import dev.emporium.product.search.entity.Facets;
import dev.emporium.product.search.entity.ListingChangeRepository;
import dev.emporium.product.search.entity.ListingQuery;
import dev.emporium.product.search.entity.ListingsState;
import dev.emporium.product.search.entity.SuggestionRepository.Beginnings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ToIntBiFunction;

/**
 * What was found in the listings is found again while none of them has changed: searching costs many times what it costs to
 * read the products that were found. Right within a second, whoever changed them; what this process itself has changed, it
 * {@linkplain #forget forgets}. Thread safe, bounded by size.
 *
 * <p>Every change of listings is counted before it is committed. So a count that stands still says nothing yet: somebody may
 * have counted and not committed. Once it has stood still from before the oldest transaction that runs, all that it counts is
 * to be seen, and what is asked for from then on is right until it goes on.
 */
public final class FoundBefore {
    private static final Duration LOOK = Duration.ofMillis(400);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    /** Bytes of an id, of a value that is counted, and of what is around them; roughly. */
    private static final int ID = 40;

    private static final int VALUE = 120;
    private static final int AROUND = 500;

    private final RecentReads reads;
    private final ListingChangeRepository changes;
    private final Ticker clock;
    private final KeptReads<Search, Found> pages;
    private final KeptReads<Typed, Beginnings> beginnings;
    private final ReentrantLock looking = new ReentrantLock();
    private final LastChange change;
    private volatile Seen seen;

    private record Search(ListingQuery query, String cursor, int limit) {}

    private record Typed(String text, int most) {}

    /**
     * What was seen when it was looked at last.
     *
     * @param lookedAt before the database was asked
     * @param horizon the first transaction that cannot have made any of the changes; null while not known
     * @param quietFrom when all that have made them had ended; null while they may run
     */
    private record Seen(long lookedAt, long changes, Long horizon, Long quietFrom) {
        Seen then(ListingsState state, long asked, long answered) {
            if (state.changes() != changes) {
                return new Seen(asked, state.changes(), null, null);
            }
            long first = horizon == null ? state.next() : horizon;
            Long quiet = quietFrom == null && state.running() >= first ? Long.valueOf(answered) : quietFrom;
            return new Seen(asked, changes, first, quiet);
        }
    }

    /** @param most bytes of pages that are kept, roughly, and of beginnings */
    public FoundBefore(RecentReads reads, ListingChangeRepository changes, long most, CacheCounts lookups) {
        this(reads, changes, most, lookups, Ticker.systemTicker());
    }

    FoundBefore(RecentReads reads, ListingChangeRepository changes, long most, CacheCounts lookups, Ticker clock) {
        this.reads = reads;
        this.changes = changes;
        this.clock = clock;
        this.change = new LastChange(clock);
        this.seen = new Seen(clock.read() - Showcase.TRUST.toNanos(), -1, null, null);
        this.pages = kept((search, found) -> search.toString().length() + size(found), most, lookups);
        this.beginnings = kept((typed, named) -> typed.text.length() + size(named), most, lookups);
    }

    private <K, V> KeptReads<K, V> kept(ToIntBiFunction<K, V> size, long most, CacheCounts lookups) {
        return new KeptReads<>(size, most, LONGEST, reads::moment, this::holds, lookups, clock);
    }

    private static int size(Found found) {
        int values = found.facets() == null ? 0 : values(found.facets());
        return AROUND + ID * found.productIds().size() + VALUE * values;
    }

    private static int size(Beginnings named) {
        return AROUND
                + ID
                        * (named.products().size()
                                + named.categories().size()
                                + named.brands().size());
    }

    private static int values(Facets facets) {
        return facets.values().values().stream().mapToInt(List::size).sum();
    }

    /** A page of what is looked for; {@code search} may be of what another asks for at the same time. */
    Found page(ListingQuery query, String cursor, int limit, Function<Reads, Found> search) {
        look();
        return pages.read(new Search(query, cursor, limit), moment -> search.apply(reads.since(moment)));
    }

    /** What may be typed. */
    Beginnings beginnings(String text, int most, Function<Reads, Beginnings> search) {
        look();
        return beginnings.read(new Typed(text, most), moment -> search.apply(reads.since(moment)));
    }

    /** The moment of the clock from which on things are as they are found next; a second ago at most. */
    public long moment() {
        look();
        Seen last = seen;
        long read = reads.moment();
        return isRecent(last, Showcase.TRUST) && last.lookedAt - read < 0 ? last.lookedAt : read;
    }

    /** To be called once a change is committed: whoever asks from then on finds it. */
    public void forget() {
        reads.forget();
        change.isNow();
    }

    private boolean holds(long askedAt) {
        Seen last = seen;
        return last.quietFrom != null && askedAt - last.quietFrom >= 0 && isRecent(last, Showcase.TRUST);
    }

    private boolean isRecent(Seen last, Duration age) {
        return clock.read() - last.lookedAt < age.toNanos() && change.isBefore(last.lookedAt);
    }

    /** One looks for all; the others go by what was seen last, or search themselves. */
    private void look() {
        if (isRecent(seen, LOOK) || !looking.tryLock()) {
            return;
        }
        try {
            long asked = clock.read();
            ListingsState state = reads.now(changes::state);
            seen = seen.then(state, asked, clock.read());
        } finally {
            looking.unlock();
        }
    }
}
