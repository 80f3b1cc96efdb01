package dev.emporium.cluster.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import dev.emporium.local.LocalPostgres;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that makes Compose's databases, run against a real PostgreSQL; it needs psql. */
class ComposeDatabasesIT {
    @TempDir
    Path folder;

    @Test
    void makesGoodWhatWasInterruptedAndKeepsTheData() throws Exception {
        assumeTrue(hasPsql(), "There is no psql");
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("postgres"), 0, false)) {
            String url = postgres.jdbcUrl("postgres");
            // as far as one that was interrupted came
            execute(url, "create user product password 'other'");

            assertThat(run(url).exit()).isZero();
            execute(
                    url.replace("/postgres?", "/cart?").replaceAll("/postgres$", "/cart"),
                    "create table kept (id int)");
            assertThat(run(url).exit()).isZero();

            assertThat(list(
                            url,
                            "select d.datname || ' ' || r.rolname from pg_database d join pg_roles r on r.oid = d.datdba"
                                    + " where r.rolname in ('product', 'cart', 'order', 'customer') order by 1"))
                    .containsExactly("cart cart", "customer customer", "orders order", "product product");
            assertThat(list(
                            url,
                            "select r.rolname from pg_roles r join pg_database d"
                                    + " on has_database_privilege(r.rolname, d.datname, 'connect')"
                                    + " where r.rolname in ('product', 'cart', 'order', 'customer')"
                                    + " and d.datname <> 'template0' and d.datdba <> r.oid"))
                    .isEmpty();
            assertThat(list(url, "select rolname from pg_authid where rolname = 'product' and rolpassword is not null"))
                    .hasSize(1);
        }
    }

    private static boolean hasPsql() throws InterruptedException {
        try {
            return new ProcessBuilder("psql", "--version").start().waitFor() == 0;
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private static Commands.Result run(String url) throws Exception {
        URI address = URI.create(url.substring("jdbc:".length()));
        return Commands.run(
                Documents.path(""),
                "env",
                "PGHOST=" + address.getHost(),
                "PGPORT=" + address.getPort(),
                "PGUSER=postgres",
                "PRODUCT_DATABASE_PASSWORD=a'b",
                "CART_DATABASE_PASSWORD=b",
                "ORDER_DATABASE_PASSWORD=c",
                "CUSTOMER_DATABASE_PASSWORD=d",
                "bash",
                "compose/databases.sh");
    }

    private static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, "postgres", "");
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> list(String url, String sql) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> list = new java.util.ArrayList<>();
            while (rows.next()) {
                list.add(rows.getString(1));
            }
            return list;
        }
    }
}
