package dev.emporium.product.search.entity;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * What has changed of the listings, and what search engines beside the database are to be told of it. Every method is one
 * statement; thread safe.
 */
public final class ListingChangeRepository {
    /** Of listings {@code l}, all that is searched, filtered, sorted and counted by. */
    private static final String DOCUMENT =
            """
            cast(jsonb_build_object('id', l.product_id, 'terms', l.terms, 'name_key', l.name_key, 'currency', l.currency,
                'price', l.price_minor, 'part', NAME / greatest(l.name_words, 1), 'brand', l.brand,
                'categories', (select jsonb_agg(substr(term, 3)) from unnest(l.terms) as term where starts_with(term, 'c:')),
                'attributes', (select jsonb_object_agg(key, value) from jsonb_each_text(l.attributes))) as text)
            """
                    .replace("NAME", String.valueOf(Weights.NAME));

    /** From now on changes are noted for this engine. */
    public void feed(Handle handle, String engine) {
        handle.createUpdate("insert into search_feeds (engine) values (:engine) on conflict do nothing")
                .bind("engine", engine)
                .execute();
    }

    /** Greater than that of every change that has been noted. */
    public long nextRevision(Handle handle) {
        return handle.createQuery("select nextval('listing_revisions')")
                .mapTo(long.class)
                .one();
    }

    /**
     * How far changes are, told or not. The end of a snapshot is no bound of what runs, since it is behind the last that has
     * ended: what runs may be beyond it.
     */
    public ListingsState state(Handle handle) {
        return handle.createQuery(
                        """
                        select last_value, cast(cast(oldest as text) as bigint) as running,
                            cast(cast(oldest as text) as bigint) + age(cast(oldest as xid)) as next
                        from listing_changes_made, pg_snapshot_xmin(pg_current_snapshot()) as oldest
                        """)
                .map((row, context) ->
                        new ListingsState(row.getLong("last_value"), row.getLong("running"), row.getLong("next")))
                .one();
    }

    /** The oldest changes, each with the listing as it is now. */
    public List<IndexEntry> next(Handle handle, int count) {
        return handle.createQuery(
                        """
                        select c.product_id, c.revision, case when l.product_id is null then '{}' else DOCUMENT end as document
                        from (select product_id, revision from listing_changes order by revision limit :count) as c
                            left join listings l on l.product_id = c.product_id
                        """
                                .replace("DOCUMENT", DOCUMENT))
                .bind("count", count)
                .map((row, context) -> new IndexEntry(
                        row.getObject("product_id", UUID.class), row.getLong("revision"), row.getString("document")))
                .list();
    }

    /** Forgets changes that have been told, but for those of products that have changed since, or are changing. */
    public void told(Handle handle, Collection<IndexEntry> entries) {
        handle.createUpdate(
                        """
                        with told as materialized (
                            select c.product_id from listing_changes c
                                join unnest(:ids, :revisions) as told (product_id, revision)
                                on told.product_id = c.product_id and told.revision = c.revision
                            order by c.product_id for update of c skip locked
                        )
                        delete from listing_changes c using told where told.product_id = c.product_id
                        """)
                .bind("ids", entries.stream().map(IndexEntry::productId).toArray(UUID[]::new))
                .bind("revisions", entries.stream().map(IndexEntry::revision).toArray(Long[]::new))
                .execute();
    }

    /** All listings, by their ids, from one on; each with this revision. @param after null for the first */
    public List<IndexEntry> listings(Handle handle, long revision, UUID after, int count) {
        return handle.createQuery(
                        "select l.product_id, DOCUMENT as document from listings l where l.product_id > :after"
                                        .replace("DOCUMENT", DOCUMENT)
                                + " order by l.product_id limit :count")
                .bind("after", after)
                .bind("count", count)
                .map((row, context) ->
                        new IndexEntry(row.getObject("product_id", UUID.class), revision, row.getString("document")))
                .list();
    }

    public long count(Handle handle) {
        return handle.createQuery("select count(*) from listings")
                .mapTo(long.class)
                .one();
    }

    /** How long the oldest change has waited to be told, in seconds; 0 when there is none. */
    public double oldestAge(Handle handle) {
        return handle.createQuery(
                        """
                        select coalesce(extract(epoch from now() - (select noted_at from listing_changes order by revision limit 1)), 0)
                        """)
                .mapTo(double.class)
                .one();
    }
}
