package dev.emporium.customer.key.entity;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The signing keys. Thread safe. */
public final class SigningKeyRepository {
    /** An advisory lock; the platform's own are 1 and 2. */
    private static final int LOCK = 12;

    /** Makes this transaction the only one that adds keys, in all replicas, until it ends. */
    public void lock(Handle handle) {
        handle.execute("select pg_advisory_xact_lock(?)", LOCK);
    }

    /** All keys, in the order in which they sign. */
    public List<KeyRow> list(Handle handle) {
        return handle.createQuery(
                        """
                        select kid, public_key, sealed_key, created_at, signs_from from signing_keys
                        order by signs_from
                        """)
                .map((row, context) -> new KeyRow(
                        row.getString("kid"),
                        row.getString("public_key"),
                        row.getBytes("sealed_key"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        row.getObject("signs_from", OffsetDateTime.class).toInstant()))
                .list();
    }

    public void add(Handle handle, KeyRow key) {
        handle.createUpdate(
                        """
                        insert into signing_keys (kid, public_key, sealed_key, created_at, signs_from)
                        values (:kid, :public, :sealed, :created, :signsFrom)
                        """)
                .bind("kid", key.kid())
                .bind("public", key.publicKey())
                .bind("sealed", key.sealedKey())
                .bind("created", utc(key.createdAt()))
                .bind("signsFrom", utc(key.signsFrom()))
                .execute();
    }

    /** Deletes the keys whose successor took over before the given moment. */
    public int purge(Handle handle, Instant succeededBefore) {
        return handle.createUpdate(
                        """
                        delete from signing_keys k where exists (
                            select 1 from signing_keys next
                            where next.signs_from > k.signs_from and next.signs_from < :before)
                        """)
                .bind("before", utc(succeededBefore))
                .execute();
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
