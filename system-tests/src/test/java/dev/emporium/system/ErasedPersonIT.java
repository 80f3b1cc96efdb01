package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.system.Accounts.Account;
import dev.emporium.system.Http.Answer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Somebody lives in the shop and deletes the account: then name, street and e-mail, which all hold one mark, are in no
 * table of any database, in none of Kafka's files, in no log and not in the logs' index. Each search is shown to find what
 * is there.
 */
@OnThePlatform
class ErasedPersonIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> DATABASES = List.of("product", "cart", "orders", "customer");

    private final Platform platform;
    private final Shop shop;
    private final Http elasticsearch;
    private final String mark = "zq" + Shop.key().replace("-", "").substring(0, 16);
    private final String request = Shop.key();

    ErasedPersonIT(Platform platform) {
        this.platform = platform;
        this.shop = Shop.at(platform);
        this.elasticsearch = new Http(platform.elasticsearch());
    }

    @Test
    void nothingIsLeftOfWhoHasDeletedTheAccount() throws Exception {
        Account account = new Account(mark + "@system-tests.example", "a-long-password-" + Shop.key());
        Answer registered = shop.guest()
                .post(
                        "/customers/",
                        Map.of("email", account.email(), "password", account.password(), "name", "Ada " + mark));
        assertThat(registered.status()).as(registered.toString()).isEqualTo(201);
        Http person = shop.guest().as(platform.accounts().tokenOf(account));
        assertThat(person.post("/customers/me/addresses", address()).status()).isEqualTo(201);
        String delivered = order(person);
        String underWay = order(person);
        String filled = person.post("/carts/", Map.of()).text("cart_id");
        String id = registered.text("customer_id");
        shop.deliver(delivered);
        assertThat(traces(mark))
                .extracting(trace -> trace.split(" ")[0])
                .contains("orders.orders", "customer.customers");
        assertThat(traces(filled)).isNotEmpty();

        Answer deleted = person.send(
                "DELETE",
                "/customers/me",
                BodyPublishers.ofString("{\"current_password\":\"" + account.password() + "\"}"),
                "Content-Type",
                "application/json");
        assertThat(deleted.status()).as(deleted.toString()).isEqualTo(204);

        Eventually.within(PATIENCE, () -> {
            assertThat(traces(mark))
                    .as("what is under way alone")
                    .singleElement()
                    .asString()
                    .contains(underWay);
            assertThat(traces(filled)).isEmpty();
        });
        Answer late = person.post("/orders/", orderOf(product()), "Idempotency-Key", Shop.key());
        assertThat(late.status()).as(late.toString()).isEqualTo(401);
        assertThat(late.text("code")).isEqualTo("account_deleted");
        shop.cancel(underWay);
        assertThat(traces(mark)).isEmpty();
        assertThat(shop.order(delivered).json().at("/total/amount").asText()).isNotEmpty();

        assertThat(inKafka(id)).as("the search finds what is there").isTrue();
        assertThat(inKafka(mark)).isFalse();
        for (Path file : ServiceLogs.files()) {
            assertThat(ServiceLogs.linesWith(ServiceLogs.text(file), List.of(mark)))
                    .as(file.toString())
                    .isEmpty();
        }
        Eventually.within(PATIENCE, () -> assertThat(hits(request)).isPositive());
        assertThat(hits(mark)).isZero();
    }

    private Map<String, Object> address() {
        return Map.of(
                "name",
                "Ada " + mark,
                "line1",
                mark + " Street 1",
                "city",
                "London",
                "postal_code",
                "SW1Y 4JH",
                "country",
                "GB");
    }

    private String product() throws Exception {
        return shop.createProduct("Thing", 5);
    }

    private Map<String, Object> orderOf(String product) {
        Map<String, Object> order = new LinkedHashMap<>(Shop.orderOf(Map.of(product, 1)));
        order.put("shipping_address", address());
        order.put("email", mark + "@system-tests.example");
        return order;
    }

    private String order(Http person) throws Exception {
        Answer placed = person.post(
                "/orders/",
                orderOf(product()),
                "Idempotency-Key",
                Shop.key(),
                "Prefer",
                "wait=10",
                "X-Request-Id",
                request);
        assertThat(placed.text("status")).as(placed.toString()).isEqualTo("confirmed");
        return placed.text("order_id");
    }

    /** Every row of every table of every database that holds the text, whatever its case, behind the table's name. */
    private List<String> traces(String text) throws SQLException {
        List<String> found = new ArrayList<>();
        for (String database : DATABASES) {
            try (Connection connection = platform.database(database)) {
                for (String table : tables(connection)) {
                    found.addAll(rows(connection, database, table, text));
                }
            }
        }
        return found;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet names = connection.getMetaData().getTables(null, "public", "%", new String[] {"TABLE"})) {
            while (names.next()) {
                tables.add(names.getString("TABLE_NAME"));
            }
        }
        assertThat(tables).contains("outbox", "idempotency_keys");
        return tables;
    }

    private static List<String> rows(Connection connection, String database, String table, String text)
            throws SQLException {
        List<String> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select t::text from \"" + table + "\" t where position(? in lower(t::text)) > 0")) {
            select.setString(1, text);
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) {
                    rows.add(database + "." + table + " " + result.getString(1));
                }
            }
        }
        return rows;
    }

    private static boolean inKafka(String text) throws IOException {
        try (var files = Files.walk(Platform.data().resolve("kafka"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".log")).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
            return false;
        }
    }

    private long hits(String text) throws Exception {
        Answer found = elasticsearch.post(
                "/logs-emporium-local/_search?size=0",
                Map.of("query", Map.of("query_string", Map.of("query", "*" + text + "*", "lenient", true))));
        assertThat(found.status()).as(found.toString()).isEqualTo(200);
        return found.json().at("/hits/total/value").asLong();
    }
}
