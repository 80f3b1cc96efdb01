package dev.emporium.platform.testing;

import org.jdbi.v3.core.Jdbi;

/** What the next version's migration does under the service that still runs: tables get more columns. */
public final class GrowingSchema {
    private GrowingSchema() {}

    /** Adds a column to each table of the service. */
    public static void grow(Jdbi jdbi) {
        jdbi.useHandle(handle -> handle.createQuery(
                        """
                        select tablename from pg_tables
                        where schemaname = 'public' and tablename not like 'databasechange%'
                        """)
                .mapTo(String.class)
                .list()
                .forEach(table ->
                        handle.execute("alter table " + table + " add column added_later text not null default 'x'")));
    }
}
