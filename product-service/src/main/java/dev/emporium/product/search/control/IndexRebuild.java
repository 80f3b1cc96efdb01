package dev.emporium.product.search.control;

import dev.emporium.product.search.entity.IndexEntry;
import dev.emporium.product.search.entity.ListingChangeRepository;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Makes the index anew from the database, beside the one that is searched, and has it searched once it is whole. What changes
 * meanwhile comes into both by the {@link IndexFeed} of whoever runs it, or later. What a rebuild left that was killed, the
 * next one removes.
 */
public final class IndexRebuild {
    /** A lock of the session: gone with the process that has it. */
    private static final long LOCK = 0x5ea7c4L;

    private static final long PAUSE_MS = 100;

    private final Jdbi jdbi;
    private final ListingChangeRepository changes;
    private final ListingIndex index;
    private final int atOnce;

    public IndexRebuild(Jdbi jdbi, ListingChangeRepository changes, ListingIndex index) {
        this(jdbi, changes, index, 1_000);
    }

    IndexRebuild(Jdbi jdbi, ListingChangeRepository changes, ListingIndex index, int atOnce) {
        this.jdbi = jdbi;
        this.changes = changes;
        this.index = index;
        this.atOnce = atOnce;
    }

    /**
     * @param progress told now and then, in a line
     * @throws IllegalStateException while somebody else does the same
     */
    public void run(Consumer<String> progress) throws InterruptedException {
        try (Handle alone = jdbi.open()) {
            boolean mine = alone.createQuery("select pg_try_advisory_lock(:lock)")
                    .bind("lock", LOCK)
                    .mapTo(boolean.class)
                    .one();
            if (!mine) {
                throw new IllegalStateException("The index is being made anew already");
            }
            try {
                rebuild(progress);
            } finally {
                alone.execute("select pg_advisory_unlock(?)", LOCK);
            }
        }
    }

    private void rebuild(Consumer<String> progress) throws InterruptedException {
        index.unused().forEach(left -> {
            index.delete(left);
            progress.accept("removed " + left + ", which another rebuild has left");
        });
        jdbi.useHandle(handle -> changes.feed(handle, ElasticsearchEngine.NAME));
        String fresh = index.create();
        // in this order: a change with a greater revision is read when this index is there, and so is written to it;
        // one with a smaller revision is over when the listings are read, and can do nothing to what is written then
        long revision = jdbi.withHandle(changes::nextRevision);
        awaitThoseUnderWay();
        fill(fresh, revision, progress);
        index.serve(fresh);
        index.unused().forEach(index::delete);
        progress.accept("searching " + fresh);
    }

    private void awaitThoseUnderWay() throws InterruptedException {
        long notBegun = jdbi.withHandle(changes::state).next();
        while (jdbi.withHandle(changes::state).running() < notBegun) {
            Thread.sleep(PAUSE_MS);
        }
    }

    private void fill(String fresh, long revision, Consumer<String> progress) {
        long all = jdbi.withHandle(changes::count);
        long done = 0;
        UUID last = new UUID(0, 0);
        List<IndexEntry> some = after(last, revision);
        while (!some.isEmpty()) {
            index.write(fresh, some);
            done += some.size();
            last = some.get(some.size() - 1).productId();
            progress.accept(done + " of " + Math.max(done, all) + " products");
            some = after(last, revision);
        }
    }

    private List<IndexEntry> after(UUID last, long revision) {
        return jdbi.withHandle(handle -> changes.listings(handle, revision, last, atOnce));
    }
}
