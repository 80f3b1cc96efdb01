package dev.emporium.platform.testing;

import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;

/** The primary and unique keys of a database, as far as a table can be spread over several machines by one of its columns. */
public final class UniqueKeys {
    /** Of tables that every service has, and that stay where they are written, or are everywhere. */
    private static final Set<String> OF_ALL = Set.of(
            "inbox_pkey",
            "outbox_pkey",
            "idempotency_keys_pkey",
            "audit_entries_pkey",
            "erased_customers_pkey",
            "databasechangeloglock_pkey");

    private UniqueKeys() {}

    /** Those of the service's own tables that do not have the column, by name: a table cannot be spread by it as long as one is there. */
    public static List<String> without(Jdbi jdbi, String column) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select key.relname from pg_index i join pg_class key on key.oid = i.indexrelid
                        where i.indisunique and key.relnamespace = 'public'::regnamespace
                            and key.relname <> all(:ofAll) and not exists (
                                select from pg_attribute a where a.attrelid = i.indrelid
                                    and a.attnum = any(i.indkey) and a.attname = :column)
                        order by key.relname
                        """)
                .bindArray("ofAll", String.class, OF_ALL.toArray())
                .bind("column", column)
                .mapTo(String.class)
                .list());
    }
}
