package dev.emporium.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.testing.TestDatabase;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators call, with no service beside it. */
class FileCommandsIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final List<String> PRODUCTS = List.of(
            "{\"sku\":\"A\",\"name\":\"Green tea\",\"price\":{\"amount\":\"7.90\",\"currency\":\"EUR\"},\"stock\":3}",
            "{\"sku\":\"B\",\"name\":\"Black tea\",\"price\":{\"amount\":\"6.90\",\"currency\":\"EUR\"}}");

    @TempDir
    private Path folder;

    private Path configuration;

    @BeforeEach
    void configure() throws Exception {
        DATABASE.jdbi().useHandle(handle -> handle.execute("truncate products, listings cascade"));
        configuration = folder.resolve("own.yaml");
        try (InputStream file = FileCommandsIT.class.getResourceAsStream("/config.yaml")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            String own = text.replace("${DATABASE_URL:-jdbc:postgresql://localhost:5432/product}", DATABASE.jdbcUrl())
                    .replace("${DATABASE_USER:-product}", "postgres");
            Files.writeString(configuration, own);
        }
    }

    private void run(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(configuration.toString());
        // what a service that a test has started here before is configured by counts for every configuration that is
        // read
        Properties given = new Properties();
        given.putAll(System.getProperties());
        System.getProperties().keySet().removeIf(name -> name.toString().startsWith("dw."));
        try {
            new ProductService().run(all.toArray(String[]::new));
        } finally {
            System.setProperties(given);
        }
    }

    @Test
    void whatIsImportedIsExportedAgain() throws Exception {
        Path file = folder.resolve("products.ndjson");
        Files.write(file, PRODUCTS);
        run("import", "--dry-run", file.toString());
        assertThat(count("products")).isZero();
        run("import", file.toString());
        assertThat(count("listings")).isEqualTo(2);
        Path table = folder.resolve("products.csv");
        run("export", table.toString());
        assertThat(Files.readString(table)).startsWith("Handle,").contains("Green tea", "Black tea");
        run("import", table.toString());
        assertThat(count("products where version = 1")).isEqualTo(2);
        Path woo = folder.resolve("woo.txt");
        run("export", "--format", "woocommerce", woo.toString());
        assertThat(Files.readString(woo)).contains("Regular price");
        assertThat(folder.toFile().list()).noneMatch(name -> name.endsWith(".part"));
    }

    /** What passes by itself is tried again, also when there is no service that would. */
    @Test
    void anImportGoesOnAfterATroubleThatPasses() throws Exception {
        DATABASE.jdbi()
                .useHandle(
                        handle -> handle.execute(
                                """
                        create sequence troubles;
                        create function trouble() returns trigger language plpgsql as $$
                        begin
                            if nextval('troubles') = 1 then
                                raise exception using errcode = '40001';
                            end if;
                            return null;
                        end
                        $$;
                        create trigger trouble after insert on products for each statement execute function trouble();
                        """));
        try {
            Path file = folder.resolve("products.ndjson");
            Files.write(file, PRODUCTS);
            run("import", file.toString());
            assertThat(count("products")).isEqualTo(2);
        } finally {
            DATABASE.jdbi()
                    .useHandle(handle -> handle.execute("drop function trouble() cascade; drop sequence troubles"));
        }
    }

    private static long count(String table) {
        return DATABASE.jdbi().withHandle(handle -> handle.createQuery("select count(*) from " + table)
                .mapTo(Long.class)
                .one());
    }
}
