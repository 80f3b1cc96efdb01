package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.system.Http.Answer;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's mistake is answered with a problem document that says what it was, at every service, and never with a 500. */
@OnThePlatform
@TestInstance(Lifecycle.PER_CLASS)
class BadInputIT {
    /** A service, and something to post there. */
    enum Service {
        PRODUCT("/products", "/products/", "name"),
        CART("/carts", "/carts/{cart}/items", "quantity"),
        ORDER("/orders", "/orders/", "email"),
        CUSTOMER("/customers", "/customers/", "email");

        private final String collection;
        private final String post;
        private final String field;

        Service(String collection, String post, String field) {
            this.collection = collection;
            this.post = post;
            this.field = field;
        }
    }

    private final Shop shop;
    private String product;
    private String cart;

    BadInputIT(Platform platform) {
        this.shop = Shop.at(platform);
    }

    @BeforeAll
    void fillTheShop() throws Exception {
        product = shop.createProduct("Thing", 10);
        cart = shop.customer().post("/carts/", Map.of()).text("cart_id");
    }

    /** Who may do what is wrong only in its form. */
    private Http http(Service service) {
        return switch (service) {
            case PRODUCT -> shop.staff();
            case CART, ORDER -> shop.customer();
            case CUSTOMER -> shop.guest();
        };
    }

    private String post(Service service) {
        return service.post.replace("{cart}", cart);
    }

    /** What the service would take. */
    private String validBody(Service service) {
        Object body =
                switch (service) {
                    case PRODUCT -> Shop.product("Thing", 1);
                    case CART -> Map.of("product_id", product, "quantity", 1);
                    case ORDER -> Shop.orderOf(Map.of(product, 1));
                    case CUSTOMER ->
                        Map.of(
                                "email",
                                Shop.key() + "@example.com",
                                "password",
                                "correct horse battery",
                                "name",
                                "Ada");
                };
        return Http.JSON.valueToTree(body).toString();
    }

    private Answer post(Service service, BodyPublisher body, String type) throws Exception {
        return http(service).send("POST", post(service), body, "Content-Type", type, "Idempotency-Key", Shop.key());
    }

    private Answer post(Service service, String body) throws Exception {
        return post(service, BodyPublishers.ofString(body), "application/json");
    }

    @ParameterizedTest
    @EnumSource
    void takesWhatIsValid(Service service) throws Exception {
        Answer answer = post(service, validBody(service));
        assertThat(answer.status()).as(answer.toString()).isBetween(200, 202);
    }

    @ParameterizedTest
    @EnumSource
    void refusesUnknownPaths(Service service) throws Exception {
        for (String path : List.of("/a/b/c/d", "/docs/nothing", "/health", "/metrics")) {
            Answer answer = http(service).get(service.collection + path);
            isProblem(answer, service.collection + path);
            assertThat(answer.status()).isBetween(400, 404);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWrongMethods(Service service) throws Exception {
        for (String method : List.of("PUT", "PATCH", "DELETE", "BREW")) {
            Answer answer = http(service).send(method, service.collection + "/", BodyPublishers.noBody());
            isProblem(answer, 405, "method_not_allowed", service.collection + "/");
            if (!method.equals("BREW")) {
                assertThat(answer.header("Allow").orElse("")).contains("POST");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesOtherMediaTypesAndEncodings(Service service) throws Exception {
        BodyPublisher body = BodyPublishers.ofString(validBody(service));
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
            isProblem(post(service, body, type), 415, "unsupported_media_type", post(service));
        }
        // the answer comes before the body is read, which ends the connection
        Answer encoded = http(service)
                .withConnectionsOfItsOwn()
                .send(
                        "POST",
                        post(service),
                        body,
                        "Content-Type",
                        "application/json",
                        "Content-Encoding",
                        "gzip",
                        "Idempotency-Key",
                        Shop.key());
        isProblem(encoded, 415, "unsupported_media_type", post(service));
    }

    @ParameterizedTest
    @EnumSource
    void refusesMalformedJson(Service service) throws Exception {
        String valid = validBody(service);
        for (String body : List.of("{", "{'a':1}", "nonsense", valid + "}", valid.replaceFirst(":", "="))) {
            isProblem(post(service, body), 400, "malformed_json", post(service));
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesEmptyBodies(Service service) throws Exception {
        for (String body : List.of("", " ", "null")) {
            isProblem(post(service, body), 400, "body_required", post(service));
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesUnknownFields(Service service) throws Exception {
        Answer answer = post(service, validBody(service).replaceFirst("\\{", "{\"surprise\":1,"));
        JsonNode problem = isProblem(answer, 422, "invalid", post(service));
        assertThat(problem.at("/errors/0/field").asText()).isEqualTo("surprise");
    }

    @ParameterizedTest
    @EnumSource
    void refusesValuesOfAWrongType(Service service) throws Exception {
        for (String value : List.of("{}", "[]", "true", "{\"" + service.field + "\":1}")) {
            String field = "\"" + service.field + "\":";
            String body = validBody(service).replaceFirst(field + "(\"[^\"]*\"|[0-9]+)", field + value);
            JsonNode problem = isProblem(post(service, body), 422, "invalid", post(service));
            assertThat(problem.at("/errors/0/field").asText()).startsWith(service.field);
        }
        for (String body : List.of("[]", "\"text\"", "7", "[".repeat(2000))) {
            isProblem(post(service, body), 422, "invalid", post(service));
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesBodiesOverTheLimitOfTheirOperation(Service service) throws Exception {
        String valid = validBody(service);
        int limit = service == Service.PRODUCT ? 512 << 10 : 64 << 10;
        String most = valid + " ".repeat(limit - valid.length());
        assertThat(post(service, most).status()).isBetween(200, 202);
        isProblem(post(service, most + " "), 413, "body_too_large", post(service));
        isProblem(post(service, most.repeat(8)), 413, "body_too_large", post(service));
    }

    @ParameterizedTest
    @EnumSource
    void refusesBytesThatAreNotUtf8(Service service) throws Exception {
        byte[] body = validBody(service).replaceFirst("\"[A-Za-z]", "\"\u00e4").getBytes(StandardCharsets.ISO_8859_1);
        isProblem(
                post(service, BodyPublishers.ofByteArray(body), "application/json"),
                400,
                "malformed_json",
                post(service));
    }

    @ParameterizedTest
    @EnumSource
    void refusesIdsThatAreNone(Service service) throws Exception {
        for (String id : List.of("1", "no-id", "1-1-1-1-1", "%20", "%C3%A4", UUID.randomUUID() + "0")) {
            isProblem(
                    http(service).get(service.collection + "/" + id), 404, "not_found", service.collection + "/" + id);
        }
        String nobody = "/" + UUID.randomUUID();
        isProblem(http(service).get(service.collection + nobody), 404, "not_found", service.collection + nobody);
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsNoPath(Service service) throws Exception {
        for (String path :
                List.of("/a%2Fb", "/%2F", "/a%2fb/c", "/%FF", "/%2e%2e/x", "/a%5Cb", "/%00", "/..%00", "/..;")) {
            Answer answer = http(service).get(service.collection + path);
            isProblem(answer, null);
            assertThat(answer.status()).as(answer.toString()).isIn(400, 404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"limit=0", "limit=101", "limit=many", "limit=99999999999", "limit=1.5", "cursor=x", "cursor=%FF"
            })
    void refusesParametersOfListsThatMakeNoSense(String query) throws Exception {
        for (String collection : List.of("/products", "/orders")) {
            Answer answer = shop.customer().get(collection + "?" + query);
            isProblem(answer, collection);
            assertThat(answer.status()).as(answer.toString()).isIn(400, 422);
        }
    }

    @Test
    void refusesAnOrderWithoutAUsableKey() throws Exception {
        Map<String, Object> order = Shop.orderOf(Map.of(product, 1));
        assertThat(shop.customer().post("/orders/", order).status()).isEqualTo(400);
        isProblem(shop.customer().post("/orders/", order), "/orders/");
        for (String key : List.of("", "k".repeat(256))) {
            Answer answer = shop.customer().post("/orders/", order, "Idempotency-Key", key);
            isProblem(answer, "/orders/");
            assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/productsale", "/PRODUCTS", "/products.json", "/openapi.json", "/docs/"})
    void findsNothingWhereNoServiceIs(String path) throws Exception {
        isProblem(shop.guest().get(path), 404, "route_not_found", path);
    }

    @Test
    void tellsProgramsAboveTheCollectionsWhereTheDocumentationIs() throws Exception {
        for (String accept : List.of("*/*", "application/json, text/html;q=0.5")) {
            Answer answer = shop.guest().get("/", "Accept", accept);
            JsonNode problem = isProblem(answer, 404, "not_found", "/");
            assertThat(problem.path("detail").asText()).contains("customers/docs/");
            assertThat(answer.header("Link")).hasValue("<customers/docs/>; rel=\"service-doc\"");
            assertThat(answer.header("Vary"))
                    .hasValueSatisfying(vary -> assertThat(vary).contains("Accept"));
        }
    }

    private static JsonNode isProblem(Answer answer, int status, String code, String instance) {
        JsonNode problem = isProblem(answer, instance);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(problem.path("code").asText()).as(answer.toString()).isEqualTo(code);
        return problem;
    }

    /** @param instance null where the path that arrives is not the one that was sent */
    static JsonNode isProblem(Answer answer, String instance) {
        assertThat(answer.status()).as(answer.toString()).isBetween(400, 499);
        assertThat(answer.header("Content-Type")).as(answer.toString()).hasValue("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.path("status").asInt()).as(answer.toString()).isEqualTo(answer.status());
        for (String field : List.of("type", "title", "detail", "code", "instance")) {
            assertThat(problem.path(field).asText()).as(field + " in " + answer).isNotBlank();
        }
        if (instance != null) {
            assertThat(problem.path("instance").asText()).isEqualTo(instance);
        }
        assertThat(answer.header("X-Request-Id"))
                .hasValue(problem.path("request_id").asText());
        assertThat(answer.response().body())
                .doesNotContainIgnoringCase("exception", "jetty", "jersey", "java", "dev.emporium", "select ", "<html");
        return problem;
    }
}
