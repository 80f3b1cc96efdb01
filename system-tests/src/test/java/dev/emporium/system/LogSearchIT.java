package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.system.Accounts.Account;
import dev.emporium.system.Http.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * What the running platform has written, in a real Elasticsearch with the fields of {@code logging/}: it takes every
 * line, and everything that is imported into Kibana finds there what it is for.
 */
@OnThePlatform
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogSearchIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String INDEX = "/logs-emporium-local/";
    private static final int BATCH = 5_000;

    private final Platform platform;
    private final Shop shop;
    private final Http elasticsearch;
    private final SavedObjects objects = SavedObjects.ours();

    private final String request = Shop.key();
    private final String failed = Shop.key();
    private final String slow = Shop.key();
    private final String dead = Shop.key();
    private String product;
    private String order;
    private String promoted;

    LogSearchIT(Platform platform) {
        this.platform = platform;
        this.shop = Shop.at(platform);
        this.elasticsearch = new Http(platform.elasticsearch());
    }

    @BeforeAll
    void letThingsHappen() throws Exception {
        product = shop.createProduct("Searched thing", 5);
        order = shop.customer()
                .post(
                        "/orders/",
                        Shop.orderOf(Map.of(product, 1)),
                        "Idempotency-Key",
                        Shop.key(),
                        "Prefer",
                        "wait=10",
                        "X-Request-Id",
                        request)
                .text("order_id");
        shop.moveParcel(order, "dispatched");
        Answer rejected = shop.place(Shop.orderOf(Map.of(product, 100)), Shop.key());
        assertThat(rejected.text("reason")).as(rejected.toString()).isEqualTo("out_of_stock");
        Account account = platform.accounts().register();
        platform.accounts().grant(account, List.of("customer", "staff"));
        promoted = platform.accounts().idOf(account);
        shop.guest().post("/customers/tokens", new Account(account.email(), "not the password").credentials());
        fail();
        beSlow();
        platform.sendWhatCannotBeApplied(Shop.key(), dead);
        Eventually.within(PATIENCE, () -> {
            assertThat(hits("emporium-order", order)).hasSizeGreaterThanOrEqualTo(6);
            assertThat(find("http.request.id", failed)).isNotEmpty();
            assertThat(find("http.request.id", slow)).isNotEmpty();
            assertThat(find("http.request.id", dead)).isNotEmpty();
            assertThat(find("user.target.id", promoted)).isNotEmpty();
        });
    }

    /** A currency that is none: nobody expects that in a database. */
    private void fail() throws Exception {
        setCurrency("none");
        Answer answer = shop.guest().get("/products/" + product, "X-Request-Id", failed);
        setCurrency("EUR");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(500);
    }

    private void setCurrency(String currency) throws SQLException {
        try (Connection products = platform.database("product");
                PreparedStatement update =
                        products.prepareStatement("update products set currency = ? where product_id = ?")) {
            update.setString(1, currency);
            update.setObject(2, UUID.fromString(product));
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    /** Somebody else holds the cart for longer than a request should take. */
    private void beSlow() throws Exception {
        String cart = shop.guest().post("/carts/", Map.of()).text("cart_id");
        try (Connection carts = platform.database("cart")) {
            carts.setAutoCommit(false);
            execute(carts, "select from carts where cart_id = '" + cart + "' for update");
            CompletableFuture<Answer> waiting = shop.guest()
                    .postAsync(
                            "/carts/" + cart + "/items",
                            Map.of("product_id", product, "quantity", 1),
                            "X-Request-Id",
                            slow);
            execute(carts, "select pg_sleep(1)");
            carts.rollback();
            assertThat(waiting.join().status()).isEqualTo(200);
        }
    }

    private static void execute(Connection database, String sql) throws SQLException {
        try (var statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A service's output comes by the container's file, and what it sends by the forward protocol: they are the same. */
    @Test
    void takesEveryLineAndKeepsItOnceWhicheverWayItComes() throws Exception {
        JsonNode sent = find("http.request.id", failed).get(0);
        assertThat(ServiceLogs.lines().stream().map(LogSearchIT::document)).contains(sent);

        List<JsonNode> lines = ServiceLogs.lines();
        Set<String> ids = new HashSet<>();
        lines.forEach(line -> ids.add(line.path("event.id").asText()));
        assertThat(ids).hasSameSizeAs(lines);
        for (int from = 0; from < lines.size(); from += BATCH) {
            List<JsonNode> batch = lines.subList(from, Math.min(lines.size(), from + BATCH));
            for (JsonNode item : create(batch)) {
                assertThat(item.at("/create/status").asInt())
                        .as(item.toString())
                        .isIn(201, 409);
            }
            assertThat(kept(batch)).isEqualTo(batch.size());
        }
    }

    private int kept(List<JsonNode> lines) throws Exception {
        ObjectNode body = Http.JSON.createObjectNode().put("size", 0).put("track_total_hits", true);
        ArrayNode ids = body.putObject("query").putObject("terms").putArray("event.id");
        lines.forEach(line -> ids.add(line.path("event.id").asText()));
        return search(body).at("/hits/total/value").asInt();
    }

    private JsonNode create(List<JsonNode> lines) throws Exception {
        StringBuilder bulk = new StringBuilder();
        for (JsonNode line : lines) {
            ObjectNode action = Http.JSON.createObjectNode();
            action.putObject("create").put("_id", line.path("event.id").asText());
            bulk.append(action).append('\n').append(document(line)).append('\n');
        }
        Answer answer = elasticsearch.send(
                "POST",
                INDEX + "_bulk",
                BodyPublishers.ofString(bulk.toString()),
                "Content-Type",
                "application/x-ndjson");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json().path("items");
    }

    /** What Fluentd makes of a line. */
    private static JsonNode document(JsonNode line) {
        ObjectNode document = line.deepCopy();
        document.putObject("kubernetes")
                .put("namespace_name", "local")
                .put("pod_name", line.path("service.node.name").asText())
                .put("container_name", line.path("service.name").asText());
        return document;
    }

    @Test
    void refusesAFieldThatIsNotDocumentedAndAValueOfAnotherType() throws Exception {
        ObjectNode good = ServiceLogs.lines().get(0).deepCopy();
        for (ObjectNode bad : List.of(
                good.deepCopy().put("order", "1"),
                good.deepCopy().put("event.duration", "long"),
                good.deepCopy().put("@timestamp", "today"))) {
            JsonNode answer = create(List.of(bad.put("event.id", Shop.key())));
            assertThat(answer.at("/0/create/status").asInt())
                    .as(answer.toString())
                    .isEqualTo(400);
        }
    }

    @TestFactory
    List<DynamicTest> everySearchFindsItsLinesAndEveryFieldOfItIsWritten() {
        return objects.ofLogs("search").stream()
                .map(object -> soon(title(object), () -> {
                    assertThat(search(SavedObjects.search(object, SavedObjects.query(object)))
                                    .at("/hits/hits"))
                            .isNotEmpty();
                    assertThat(unwritten(object)).isEmpty();
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> everyVisualisationHasSomethingToShow() {
        return objects.ofLogs("lens").stream()
                .map(object -> soon(title(object), () -> {
                    Set<String> columns = new TreeSet<>();
                    SavedObjects.columns(object).fieldNames().forEachRemaining(columns::add);
                    JsonNode answer = search(SavedObjects.aggregation(object));
                    assertThat(filled(answer.path("aggregations"))).isEqualTo(columns);
                    assertThat(unwritten(object)).isEmpty();
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> everyDashboardIsFilteredByFieldsThatAreWritten() {
        return objects.ofLogs("dashboard").stream()
                .map(object ->
                        soon(title(object), () -> assertThat(unwritten(object)).isEmpty()))
                .toList();
    }

    @Test
    void noticesAFieldThatNoLineHasAndAVisualisationThatIsEmpty() throws Exception {
        ObjectNode lens = objects.get("emporium-latency").deepCopy();
        ((ObjectNode) SavedObjects.columns(lens).path("p95")).put("sourceField", "http.request.body.bytes");
        assertThat(unwritten(lens)).containsExactly("http.request.body.bytes");
        assertThat(filled(search(SavedObjects.aggregation(lens)).path("aggregations")))
                .doesNotContain("p95")
                .contains("p50");
    }

    @Test
    void tellsOneRequestsPathThroughAllServicesInItsOrder() throws Exception {
        Eventually.within(PATIENCE, this::aRequestsPathIsTold);
    }

    private void aRequestsPathIsTold() throws Exception {
        List<JsonNode> path = hits("emporium-request", request);

        assertThat(path)
                .extracting(line -> line.path("service.name").asText())
                // not cart-service: the order comes from no cart
                .contains(
                        "order-service",
                        "product-service",
                        "payment-service",
                        "shipping-service",
                        "notification-service");
        assertThat(path).extracting(line -> line.path("@timestamp").asText()).isSorted();
        assertThat(path)
                .extracting(line -> line.path("event.id").asText())
                .containsExactlyInAnyOrderElementsOf(ServiceLogs.lines().stream()
                        .filter(line -> line.path("http.request.id").asText().equals(request))
                        .map(line -> line.path("event.id").asText())
                        .toList());
    }

    @Test
    void tellsAnOrdersStory() throws Exception {
        Eventually.within(PATIENCE, () -> assertThat(hits("emporium-order", order))
                .extracting(line -> line.path("emporium.order_status")
                        .asText(line.path("emporium.message_type").asText()))
                .contains("pending", "stock.reserve", "stock.reserved", "confirmed", "stock.commit", "shipped"));
    }

    @Test
    void findsFailuresWithTheirStackTraceAndWhatCouldNotBeApplied() throws Exception {
        Eventually.within(PATIENCE, () -> {
            assertThat(hitsOf("emporium-errors", failed))
                    .anySatisfy(line ->
                            assertThat(line.path("error.stack_trace").asText()).contains("\tat dev.emporium.product"));
            assertThat(hitsOf("emporium-errors", dead))
                    .extracting(line -> line.path("event.action").asText())
                    .contains("message-dead-lettered");
        });
    }

    @Test
    void findsSlowRequestsTheSlowestFirst() throws Exception {
        Eventually.within(PATIENCE, () -> assertThat(hitsOf("emporium-slow", slow))
                // whom it asks may be slow, too
                .filteredOn(line -> line.path("service.name").asText().equals("cart-service"))
                .hasSize(1));
        assertThat(hits("emporium-slow", "*"))
                .extracting(line -> -line.path("event.duration").asLong())
                .isSorted();
    }

    @Test
    void findsWhoWasNotLetInAndWhatStaffChanged() throws Exception {
        Eventually.within(PATIENCE, () -> {
            assertThat(hits("emporium-sign-in-failures", "*"))
                    .anySatisfy(line -> assertThat(line.has("user.hash")).isTrue());
            assertThat(hits("emporium-staff", "*"))
                    .anySatisfy(
                            line -> assertThat(line.path("emporium.subject_id").asText())
                                    .isEqualTo(product))
                    .anySatisfy(line -> {
                        assertThat(line.path("event.action").asText()).isEqualTo("roles-changed");
                        assertThat(line.path("user.target.id").asText()).isEqualTo(promoted);
                    });
        });
    }

    /** What was written is on its way for a moment. */
    private static DynamicTest soon(String name, Eventually.Expectation expectation) {
        return DynamicTest.dynamicTest(name, () -> Eventually.within(PATIENCE, expectation));
    }

    private static String title(JsonNode object) {
        return object.at("/attributes/title").asText();
    }

    /** What a search shows, with this in the place of its stars. */
    private List<JsonNode> hits(String id, String value) throws Exception {
        JsonNode object = objects.get(id);
        String query = SavedObjects.query(object).replace("*", value.equals("*") ? value : '"' + value + '"');
        return sources(search(SavedObjects.search(object, query)));
    }

    /** Of what a search shows, that of one request. */
    private List<JsonNode> hitsOf(String id, String request) throws Exception {
        JsonNode object = objects.get(id);
        String query = "(" + SavedObjects.query(object) + ") and http.request.id : \"" + request + "\"";
        return sources(search(SavedObjects.search(object, query)));
    }

    private List<JsonNode> find(String field, String value) throws Exception {
        ObjectNode body = Http.JSON.createObjectNode();
        body.putObject("query").putObject("term").put(field, value);
        return sources(search(body));
    }

    private static List<JsonNode> sources(JsonNode answer) {
        List<JsonNode> sources = new ArrayList<>();
        answer.at("/hits/hits").forEach(hit -> sources.add(hit.path("_source")));
        return sources;
    }

    private Set<String> unwritten(JsonNode object) throws Exception {
        Set<String> unwritten = new TreeSet<>();
        for (String field : SavedObjects.fields(object)) {
            ObjectNode body = Http.JSON.createObjectNode().put("size", 0);
            body.putObject("query").putObject("exists").put("field", field);
            if (search(body).at("/hits/total/value").asInt() == 0) {
                unwritten.add(field);
            }
        }
        return unwritten;
    }

    /** The aggregations that have come to something, at whatever depth. */
    private static Set<String> filled(JsonNode aggregations) {
        Set<String> filled = new TreeSet<>();
        aggregations.properties().forEach(aggregation -> {
            JsonNode result = aggregation.getValue();
            boolean hasValue = result.path("values").elements().hasNext()
                    && !result.path("values").elements().next().isNull();
            if (!result.path("buckets").isEmpty()
                    || hasValue
                    || result.path("doc_count").asInt() > 0) {
                filled.add(aggregation.getKey());
            }
            result.path("buckets").forEach(bucket -> filled.addAll(filled(objectsOf(bucket))));
        });
        return filled;
    }

    private static JsonNode objectsOf(JsonNode bucket) {
        ObjectNode nested = Http.JSON.createObjectNode();
        bucket.properties().forEach(field -> {
            if (field.getValue().isObject()) {
                nested.set(field.getKey(), field.getValue());
            }
        });
        return nested;
    }

    private JsonNode search(ObjectNode body) throws Exception {
        Answer refreshed = elasticsearch.send("POST", INDEX + "_refresh", BodyPublishers.noBody());
        assertThat(refreshed.status()).as(refreshed.response().body()).isEqualTo(200);
        Answer answer = elasticsearch.post(INDEX + "_search", body);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json();
    }
}
