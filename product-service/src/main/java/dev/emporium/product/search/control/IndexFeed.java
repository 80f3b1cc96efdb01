package dev.emporium.product.search.control;

import dev.emporium.platform.Background;
import dev.emporium.platform.Failures;
import dev.emporium.platform.Worker;
import dev.emporium.product.search.entity.IndexEntry;
import dev.emporium.product.search.entity.ListingChangeRepository;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the index what has changed, many at once. A change is forgotten only when all indexes have it: what is told twice, by
 * two processes or after a failure, and what is told late, does no harm. One thread; {@link #round} is thread safe.
 */
public final class IndexFeed implements Background {
    private static final Logger LOGGER = LoggerFactory.getLogger(IndexFeed.class);
    private static final Duration PERIOD = Duration.ofMillis(250);
    private static final int AT_ONCE = 500;

    private final Jdbi jdbi;
    private final ListingChangeRepository changes;
    private final ListingIndex index;
    private final Worker worker = new Worker("index-feed", this::run, () -> {});

    public IndexFeed(Jdbi jdbi, ListingChangeRepository changes, ListingIndex index) {
        this.jdbi = jdbi;
        this.changes = changes;
        this.index = index;
    }

    @Override
    public Worker worker() {
        return worker;
    }

    private void run(Worker self) throws InterruptedException {
        boolean more = false;
        try {
            more = round();
        } catch (ListingIndex.IndexAwayException e) {
            Failures.brief(LOGGER.atWarn(), e).log("Elasticsearch is not told what has changed, and will be later");
            self.pause(Duration.ofSeconds(5));
        }
        if (!more) {
            self.pause(PERIOD);
        }
    }

    /** Tells the oldest changes; returns whether there may be more. */
    boolean round() {
        List<IndexEntry> entries = jdbi.withHandle(handle -> changes.next(handle, AT_ONCE));
        if (entries.isEmpty()) {
            return false;
        }
        // asked after the changes were read: an index that comes later is filled with what is there later
        List<String> indexes = index.all();
        if (indexes.isEmpty()) {
            return false;
        }
        indexes.forEach(one -> index.write(one, entries));
        jdbi.useHandle(handle -> changes.told(handle, entries));
        return entries.size() == AT_ONCE;
    }
}
