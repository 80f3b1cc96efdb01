package dev.emporium.platform.testing;

import javax.sql.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/**
 * A migrated database of its own for a test class, without a service around it. Locks are waited for as long as a loaded
 * machine needs for many who want the same one.
 */
public record TestDatabase(String jdbcUrl, DataSource dataSource, Jdbi jdbi) {

    public static TestDatabase create() {
        String url = TestPostgres.create().migrate().jdbcUrl();
        PoolProperties pool = new PoolProperties();
        pool.setDriverClassName("org.postgresql.Driver");
        pool.setUrl(url);
        pool.setUsername(TestPostgres.OWNER);
        pool.setMaxActive(24);
        pool.setInitialSize(1);
        pool.setConnectionProperties("options=-c lock_timeout=60s");
        DataSource dataSource = new org.apache.tomcat.jdbc.pool.DataSource(pool);
        return new TestDatabase(url, dataSource, Jdbi.create(dataSource).installPlugin(new PostgresPlugin()));
    }
}
