package dev.emporium.system;

import static dev.emporium.system.BadInputIT.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.system.Accounts.Account;
import dev.emporium.system.Http.Answer;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What no operation takes is refused by every one that the services describe, also by one that nobody had in mind: as the
 * client's mistake, soon, in few words, and without an effect. Asked by somebody who may do everything, and where only
 * services may, by one.
 */
@OnThePlatform
@ResourceLock(Invariants.BOOKS)
@TestInstance(Lifecycle.PER_CLASS)
class EveryOperationIT {
    static final List<String> COLLECTIONS = Platform.COLLECTIONS;

    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FEW_BYTES = 16 << 10;
    private static final String EMOJI = "{\"\\ud83d\\ude00\":1}";

    private final Platform platform;
    private final Map<String, String> things = new LinkedHashMap<>();
    private Http http;
    private Http service;
    private AccessMatrix matrix;

    EveryOperationIT(Platform platform) {
        this.platform = platform;
    }

    @BeforeAll
    void haveOneOfEach() throws Exception {
        Account admin = platform.accounts().register();
        platform.accounts().grant(admin, List.of("admin"));
        http = new Http(platform.gateway()).as(platform.accounts().tokenOf(admin));
        String serviceToken = platform.accounts().serviceToken();
        service = new Http(platform.gateway()).as(() -> serviceToken);
        matrix = AccessMatrix.read();
        String product = Shop.at(platform).createProduct("Thing that is asked about wrongly", 10);
        things.put("{product_id}", product);
        things.put("{path}", "things/asked-about");
        things.put("{cart_id}", http.post("/carts/", Map.of()).text("cart_id"));
        Answer order = http.post(
                "/orders/", Shop.orderOf(Map.of(product, 1)), "Idempotency-Key", Shop.key(), "Prefer", "wait=10");
        assertThat(order.text("status")).as(order.toString()).isEqualTo("confirmed");
        String orderId = order.text("order_id");
        things.put("{order_id}", orderId);
        Shop.at(platform).deliver(orderId);
        Answer returned = http.post(
                "/orders/" + orderId + "/returns",
                Map.of("items", List.of(Map.of("product_id", product, "quantity", 1))));
        assertThat(returned.status()).as(returned.toString()).isEqualTo(201);
        things.put("{return_id}", returned.text("return_id"));
        things.put("{payment_id}", Shop.at(platform).paymentOf(orderId));
        things.put("{import_id}", Imports.create(Shop.at(platform).staff()));
        things.put("{provider}", "simulated");
        things.put("{shipment_id}", Shop.at(platform).parcelOf(orderId));
        things.put("{customer_id}", platform.accounts().idOf(platform.accounts().register()));
        things.put("{address_id}", UUID.randomUUID().toString());
        nothingMovesAnyMore();
    }

    /** What is seen to have changed then has a wrong request changed. */
    private void nothingMovesAnyMore() throws Exception {
        Eventually.within(PATIENCE, () -> assertThat(
                        http.get(fill("/products/imports/{import_id}")).text("status"))
                .isEqualTo("completed"));
        new Invariants(platform).holdSoon();
    }

    @ParameterizedTest
    @FieldSource("COLLECTIONS")
    void boundsEachListAndMapOfABody(String collection) throws Exception {
        List<Operation> operations = withBodies(collection);
        // what an operation does not know is tried as well: not each says what it takes (a merge patch)
        Set<String> names = operations.stream()
                .flatMap(operation -> operation.collections().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<JsonNode> before = everything(collection);
        for (Operation operation : operations) {
            for (String name : names) {
                for (String value : tooMuch()) {
                    isRefusedSoon(operation, "{\"" + name + "\":" + value + "}");
                }
            }
        }
        assertThat(everything(collection)).isEqualTo(before);
    }

    private static List<String> tooMuch() {
        List<String> values = new ArrayList<>();
        // some that each operation reads, some that those with large bodies read, and some that none does
        for (int count : new int[] {5_000, 30_000, 200_000}) {
            values.add("[" + join(count, i -> "null") + "]");
            values.add("[" + join(count, i -> "{}") + "]");
            values.add("{" + join(count, i -> "\"k" + i + "\":1") + "}");
        }
        // few enough, with names that say much
        values.add("{" + join(30, i -> "\"k" + i + "\\u0001".repeat(900) + "\":{}") + "}");
        values.add("{" + join(30, i -> "\"k" + i + "\ud83d\ude00".repeat(400) + "\":{}") + "}");
        return values;
    }

    private static String join(int count, IntFunction<String> element) {
        return IntStream.range(0, count).mapToObj(element).collect(Collectors.joining(","));
    }

    @Test
    void boundsTheIdsOfAQuery() throws Exception {
        for (int count : new int[] {101, 200_000}) {
            String ids = join(count, i -> new UUID(0x7000L, 1L << 63 | i).toString());
            Answer answer = http.get("/products?ids=" + ids);
            isProblem(answer, null);
            assertThat(answer.status()).isIn(414, 422, 431);
        }
    }

    private void isRefusedSoon(Operation operation, String body) throws Exception {
        long start = System.nanoTime();
        Answer answer = send(operation, "application/json", BodyPublishers.ofString(body));
        String what = operation.route() + " " + body.substring(0, Math.min(100, body.length())) + ": " + answer;
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as(what).isLessThan(SOON);
        assertThat(answer.status()).as(what).isIn(400, 413, 422);
        JsonNode problem = isProblem(answer, fill(operation.path()));
        assertThat(problem.path("errors")).as(what).hasSizeLessThanOrEqualTo(20);
        assertThat(answer.response().body().getBytes(StandardCharsets.UTF_8).length)
                .as(what)
                .isLessThan(FEW_BYTES);
    }

    /** What of a collection can be looked at. */
    private List<JsonNode> everything(String collection) throws Exception {
        List<JsonNode> everything = new ArrayList<>();
        for (Operation operation : Operation.of(http, collection)) {
            if (operation.method().equals("GET")
                    && operation.needsNoQuery()
                    && !operation.path().endsWith("/exports")
                    // says when it was made
                    && !operation.path().endsWith("/reconciliation")
                    && !operation.path().contains("{address_id}")) {
                Answer answer = whoMay(operation).get(fill(operation.path()));
                assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
                everything.add(answer.json());
            }
        }
        return everything;
    }

    @ParameterizedTest
    @FieldSource("COLLECTIONS")
    void refusesBodiesThatDoNotSayOrKeepWhatTheyAre(String collection) throws Exception {
        for (Operation operation : withBodies(collection)) {
            for (String type : List.of(
                    "",
                    "garbage",
                    "application/",
                    "text/plain",
                    "application/json;charset=foo",
                    "application/json;charset=utf-16",
                    "application/x-www-form-urlencoded;charset=foo",
                    "application/xml")) {
                isRefused(send(operation, type, BodyPublishers.ofString("{}")), operation, type, 400, 415);
            }
            for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-32")) {
                BodyPublisher body = BodyPublishers.ofString("{}", Charset.forName(charset));
                isRefused(send(operation, "application/json", body), operation, charset, 400);
            }
            Answer answer = send(operation, "application/json", BodyPublishers.ofString(EMOJI));
            if (operation.path().contains("/webhooks/")) {
                // what is not signed is not read
                isRefused(answer, operation, EMOJI, 400);
                continue;
            }
            isRefused(answer, operation, EMOJI, 422);
            assertThat(answer.json().at("/errors/0/field").asText())
                    .as(operation.route())
                    .isEqualTo("\ud83d\ude00");
        }
    }

    @ParameterizedTest
    @FieldSource("COLLECTIONS")
    void refusesAddressesThatMeanNothing(String collection) throws Exception {
        for (Operation operation : Operation.of(http, collection)) {
            String path = fill(operation.path());
            List<String> wrong = new ArrayList<>(List.of(
                    path + ";x",
                    path + "%3Bx",
                    path + "%00",
                    path + "?surprise=1",
                    path + "?x=" + "/".repeat(5_000),
                    path + "?x=%00"));
            for (String name : operation.query()) {
                wrong.addAll(List.of(
                        path + "?" + name + "=", path + "?" + name + "=%00", path + "?" + name + "=a&" + name + "="));
            }
            for (String address : wrong) {
                isRefused(
                        whoMay(operation)
                                .send(
                                        operation.method(),
                                        address,
                                        BodyPublishers.noBody(),
                                        "Content-Type",
                                        operation.bodyType()),
                        operation,
                        address,
                        400,
                        404,
                        414,
                        422);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("COLLECTIONS")
    void saysWhichMethodsAnAddressAnswersTo(String collection) throws Exception {
        Map<String, Set<String>> methods = Operation.of(http, collection).stream()
                .collect(Collectors.groupingBy(
                        Operation::path, Collectors.mapping(Operation::method, Collectors.toSet())));
        methods.put(collection + "/docs/", Set.of("GET"));
        methods.put(collection + "/openapi.json", Set.of("GET"));
        for (Map.Entry<String, Set<String>> path : methods.entrySet()) {
            for (String method : List.of("GET", "PUT", "POST", "DELETE", "PATCH", "TRACE", "BREW")) {
                if (!path.getValue().contains(method)) {
                    Answer answer = http.send(method, fill(path.getKey()), BodyPublishers.noBody());
                    String what = method + " " + path.getKey() + ": " + answer;
                    isProblem(answer, fill(path.getKey()));
                    assertThat(answer.status()).as(what).isEqualTo(405);
                    assertThat(answer.header("Allow").orElse("").split(",\\s*"))
                            .as(what)
                            .containsAll(path.getValue())
                            .doesNotContain(method);
                }
            }
        }
    }

    private void isRefused(Answer answer, Operation operation, String what, Integer... statuses) {
        isProblem(answer, null);
        assertThat(answer.status())
                .as(operation.route() + " " + what + ": " + answer)
                .isIn((Object[]) statuses);
    }

    private Http whoMay(Operation operation) {
        return matrix.allows(operation.route(), Bearer.ADMIN, 403) ? service : http;
    }

    private List<Operation> withBodies(String collection) throws Exception {
        return Operation.of(http, collection).stream()
                .filter(Operation::hasBody)
                // a file is looked at after it was taken
                .filter(operation -> !operation.path().equals("/products/imports"))
                .toList();
    }

    /** @param type empty for a body that does not say what it is */
    private Answer send(Operation operation, String type, BodyPublisher body) throws Exception {
        List<String> headers = new ArrayList<>(List.of("Idempotency-Key", Shop.key(), "If-Match", "*"));
        if (!type.isEmpty()) {
            headers.addAll(List.of("Content-Type", type));
        }
        return whoMay(operation).send(operation.method(), fill(operation.path()), body, headers.toArray(String[]::new));
    }

    private String fill(String path) {
        String filled = path;
        for (Map.Entry<String, String> thing : things.entrySet()) {
            filled = filled.replace(thing.getKey(), thing.getValue());
        }
        assertThat(filled).as("a path with what exists").doesNotContain("{");
        return filled;
    }
}
