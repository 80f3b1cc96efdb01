package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.emporium.platform.testing.ApiDescription;
import dev.emporium.system.Accounts.Account;
import dev.emporium.system.Http.Answer;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The descriptions are valid, say everything that a client must know, and their examples work as they are. */
@OnThePlatform
class DescriptionsIT {
    private static final Set<String> VARIABLE =
            Set.of("product_id", "cart_id", "sku", "refresh_token", "current_password");

    /** What a provider signs nobody else can send, so there is no example of it. */
    private static final String SIGNED = "hearOfPayment";

    private static final Set<String> REQUIRED = Set.of(
            "placeOrder Idempotency-Key",
            "refundPayment Idempotency-Key",
            "listQuotes country",
            "listQuotes weight_grams",
            "listQuotes value",
            "suggestProducts q",
            "listOrderDeliveries ids");
    /** As in {@code `Prefer: wait=N`}. */
    private static final Pattern HEADER = Pattern.compile("`([A-Z][a-z]+(?:-[A-Z][a-z]+)*)(?:: [^`]*)?`");

    private static final Duration SOON = Duration.ofSeconds(60);

    private final Platform platform;

    DescriptionsIT(Platform platform) {
        this.platform = platform;
    }

    private interface Check {
        void of(ApiDescription description) throws Exception;
    }

    private Stream<DynamicTest> each(Check check) {
        return Descriptions.of(platform.gateway()).stream()
                .map(description -> DynamicTest.dynamicTest(description.base(), () -> check.of(description)));
    }

    private static List<JsonNode> operations(ApiDescription description) {
        return description.operations().stream().map(description.document()::at).toList();
    }

    /** By the specification's own schema, of the documents and of the schemas in them. */
    @TestFactory
    Stream<DynamicTest> areValid() {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaIdResolvers(
                        ids -> ids.mapPrefix("https://spec.openapis.org/", "classpath:spec.openapis.org/")));
        return each(description -> assertThat(registry.getSchema(
                                SchemaLocation.of("https://spec.openapis.org/oas/3.1/schema-base/2022-10-07"))
                        .validate(description.document().toString(), InputFormat.JSON))
                .isEmpty());
    }

    /** In all of them, so that one client can have them all. */
    @Test
    void nameEachOperationOnceAndByWhatItDoes() {
        assertThat(Descriptions.of(platform.gateway()))
                .flatExtracting(DescriptionsIT::operations)
                .extracting(operation -> operation.path("operationId").asText())
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z]+([A-Z][a-z]+)+"), "is a verb and what it is about");
    }

    @TestFactory
    Stream<DynamicTest> spellEachTagInOneWay() {
        return each(description -> {
            Set<String> told = new TreeSet<>();
            description.document().path("tags").forEach(tag -> {
                assertThat(tag.path("description").asText()).as(tag.toString()).isNotBlank();
                told.add(tag.path("name").asText());
            });
            assertThat(told).allMatch(tag -> tag.matches("[A-Z][a-z ]+"), "begins with a capital");
            assertThat(operations(description))
                    .flatExtracting(operation -> operation
                            .path("tags")
                            .valueStream()
                            .map(JsonNode::asText)
                            .toList())
                    .allMatch(told::contains, "is described");
        });
    }

    @TestFactory
    Stream<DynamicTest> tellWhatEachSuccessIs() {
        return each(description -> assertThat(operations(description))
                .flatExtracting(operation -> operation.path("responses").properties().stream()
                        .filter(response -> response.getKey().startsWith("2"))
                        .map(response -> response.getValue().path("description").asText())
                        .toList())
                .doesNotHaveDuplicates()
                .allMatch(text -> text.length() > 5 && !text.equals("No Content"), "says something"));
    }

    @TestFactory
    Stream<DynamicTest> tellWhatIsAlwaysInAnAnswer() {
        return each(description -> {
            Set<String> answered = new TreeSet<>();
            operations(description).forEach(operation -> names(description, operation.path("responses"), answered));
            assertThat(answered).contains("Problem");
            assertThat(answered)
                    .filteredOn(name -> schema(description, name).has("properties"))
                    .allMatch(
                            name -> !schema(description, name).path("required").isEmpty(), "has what is required");
        });
    }

    @TestFactory
    Stream<DynamicTest> closeAndIllustrateEachBody() {
        return each(description -> {
            for (JsonNode operation : operations(description)) {
                if (operation.path("operationId").asText().equals(SIGNED)) {
                    continue;
                }
                operation.at("/requestBody/content").forEach(content -> {
                    assertThat(examples(content))
                            .as(operation.path("operationId").asText())
                            .isNotEmpty();
                });
                Set<String> read = new TreeSet<>();
                names(description, operation.path("requestBody"), read);
                assertThat(read).allSatisfy(name -> {
                    assertThat(schema(description, name).path("type").asText())
                            .as(name)
                            .isEqualTo("object");
                    assertThat(schema(description, name).path("additionalProperties"))
                            .as(name)
                            .hasToString("false");
                });
            }
        });
    }

    /** Whoever tries the operation on its page need not know what to write. Names of things and of requests the page finds. */
    @TestFactory
    Stream<DynamicTest> illustrateWhatHasToBeAskedFor() {
        return each(description -> assertThat(operations(description))
                .flatExtracting(
                        operation -> operation.path("parameters").valueStream().toList())
                .filteredOn(parameter -> parameter.path("required").asBoolean()
                        && parameter.path("in").asText().equals("query"))
                .allMatch(parameter -> parameter.has("example"), "has an example"));
    }

    /** Whoever makes a client of it sends and takes what the description says it is. */
    @TestFactory
    Stream<DynamicTest> sayOfWhatTypeEachBodyIs() {
        return each(description -> assertThat(operations(description))
                .filteredOn(operation -> !operation.path("operationId").asText().equals(SIGNED))
                .flatExtracting(operation -> operation.findValues("content").stream()
                        .flatMap(JsonNode::valueStream)
                        .map(content -> content.path("schema"))
                        .toList())
                .allMatch(
                        schema -> Stream.of("type", "$ref", "oneOf", "anyOf", "allOf")
                                .anyMatch(schema::has),
                        "has a type"));
    }

    @TestFactory
    Stream<DynamicTest> boundEachParameter() {
        return each(description -> {
            for (JsonNode operation : operations(description)) {
                for (JsonNode reference : operation.path("parameters")) {
                    JsonNode parameter = reference.has("$ref")
                            ? description
                                    .document()
                                    .at(reference.path("$ref").asText().substring(1))
                            : reference;
                    JsonNode schema = parameter.path("schema");
                    assertThat(!schema.path("type").asText().equals("string")
                                    || Stream.of("pattern", "maxLength", "format", "enum")
                                            .anyMatch(schema::has))
                            .as(operation.path("operationId") + " " + parameter)
                            .isTrue();
                    assertThat(parameter.path("required").asBoolean())
                            .as(parameter.toString())
                            .isEqualTo(parameter.path("name").asText().equals("If-Match")
                                            && operation.path("responses").has("428")
                                    || parameter.path("in").asText().equals("path")
                                    || REQUIRED.contains(
                                            operation.path("operationId").asText() + " "
                                                    + parameter.path("name").asText()));
                }
            }
        });
    }

    /** Generators make a constant of each value; an enumeration of Kotlin's has a {@code name} of its own. */
    @TestFactory
    Stream<DynamicTest> giveEachValueOfAnEnumerationANameInCode() {
        return each(description -> assertThat(description.document().findParents("enum"))
                .filteredOn(schema -> schema.path("enum").isArray())
                .isNotEmpty()
                .allSatisfy(schema -> assertThat(
                                (schema.has("x-enum-varnames") ? schema.path("x-enum-varnames") : schema.path("enum"))
                                        .valueStream()
                                        .filter(value -> !value.isNull())
                                        .map(JsonNode::asText))
                        .hasSameSizeAs(schema.path("enum")
                                .valueStream()
                                .filter(value -> !value.isNull())
                                .toList())
                        .allMatch(name -> name.matches("[a-z]+(_[a-z]+)*") && !name.equals("name"))));
    }

    /** Whoever makes a client of it sends and reads those that are there as such; {@code Accept} cannot be (section 4.8.12.1). */
    @TestFactory
    Stream<DynamicTest> nameTheHeadersThatTheyTellOf() {
        return each(description -> {
            for (JsonNode operation : operations(description)) {
                Set<String> named = new TreeSet<>(List.of("Accept"));
                operation
                        .path("parameters")
                        .forEach(parameter -> named.add(parameter
                                .path("name")
                                .asText(parameter.path("$ref").asText().replaceFirst(".*/", ""))));
                operation.findValues("headers").forEach(headers -> headers.fieldNames()
                        .forEachRemaining(named::add));
                assertThat(HEADER.matcher(operation.path("description").asText())
                                .results()
                                .map(told -> told.group(1)))
                        .as(operation.path("operationId").asText())
                        .isSubsetOf(named);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> giveExamplesThatWork() {
        List<DynamicTest> tests = new ArrayList<>();
        for (ApiDescription description : Descriptions.of(platform.gateway())) {
            for (String pointer : description.operations()) {
                JsonNode body = description.document().at(pointer + "/requestBody/content");
                body.properties().forEach(content -> {
                    for (JsonNode example : examples(content.getValue())) {
                        tests.add(DynamicTest.dynamicTest(
                                description.base() + pointer,
                                () -> works(description, pointer, content.getKey(), example)));
                    }
                });
            }
        }
        assertThat(tests).hasSizeGreaterThan(15);
        return tests.stream();
    }

    private static List<JsonNode> examples(JsonNode content) {
        List<JsonNode> examples = new ArrayList<>();
        content.path("examples").forEach(example -> examples.add(example.path("value")));
        if (content.has("example")) {
            examples.add(content.path("example"));
        }
        return examples;
    }

    private void works(ApiDescription description, String pointer, String type, JsonNode example) throws Exception {
        assertThat(description.valid(
                        example.toString(), pointer + "/requestBody/content/" + type.replace("/", "~1") + "/schema"))
                .isEmpty();
        Account somebody = platform.accounts().register();
        platform.accounts().grant(somebody, List.of("customer", "staff", "admin"));
        Map<String, String> things = things(somebody);
        String path = description.base()
                + pointer.substring("/paths/".length(), pointer.lastIndexOf('/'))
                        .replace("~1", "/");
        comeAsFarAs(path, things);
        if (example.has("amount")) {
            ((ObjectNode) example.path("amount")).put("amount", "1.00");
        }
        for (Map.Entry<String, String> thing : things.entrySet()) {
            path = path.replace("{" + thing.getKey() + "}", thing.getValue());
        }
        if (example.path("grant_type").asText().equals("password")) {
            ((ObjectNode) example).put("email", somebody.email()).put("password", somebody.password());
        }
        BodyPublisher body = BodyPublishers.ofString((example.isTextual()
                        ? example.asText()
                        : replaced(example, things).toString())
                .replace("jo@example.com", Shop.key() + "@system-tests.example"));
        Answer answer = new Http(platform.gateway())
                .as(platform.accounts().tokenOf(somebody))
                .send(
                        pointer.substring(pointer.lastIndexOf('/') + 1).toUpperCase(Locale.ROOT),
                        path,
                        body,
                        "Content-Type",
                        type,
                        "If-Match",
                        "*",
                        "Idempotency-Key",
                        Shop.key(),
                        "Prefer",
                        "wait=10");
        assertThat(answer.status() / 100).as(answer.toString()).isEqualTo(2);
    }

    /** One of each that an example or a path speaks of. */
    private Map<String, String> things(Account somebody) throws Exception {
        Http http = new Http(platform.gateway()).as(platform.accounts().tokenOf(somebody));
        Map<String, String> things = new TreeMap<>();
        things.put("product_id", Shop.at(platform).createProduct("Thing of an example", 10));
        things.put("sku", "SYS-" + UUID.randomUUID());
        things.put("path", "things/of-an-example");
        things.put("cart_id", http.post("/carts/", Map.of()).text("cart_id"));
        Map<String, Object> item = Map.of("product_id", things.get("product_id"), "quantity", 1);
        assertThat(http.post("/carts/" + things.get("cart_id") + "/items", item).status())
                .isEqualTo(200);
        Answer order = http.post(
                "/orders/",
                Shop.orderOf(Map.of(things.get("product_id"), 1)),
                "Idempotency-Key",
                Shop.key(),
                "Prefer",
                "wait=10");
        things.put("order_id", order.text("order_id"));
        things.put("customer_id", platform.accounts().idOf(somebody));
        Answer address =
                http.post("/customers/me/addresses", Shop.orderOf(Map.of()).get("shipping_address"));
        things.put("address_id", address.text("address_id"));
        things.put("refresh_token", platform.accounts().refreshToken(somebody));
        things.put("current_password", somebody.password());
        return things;
    }

    /** What can be done with an order's payment, parcel or goods can be done once it has come that far. */
    private void comeAsFarAs(String path, Map<String, String> things) throws Exception {
        Shop shop = Shop.at(platform);
        String order = things.get("order_id");
        if (path.contains("/returns")) {
            shop.deliver(order);
        }
        if (path.contains("{return_id}")) {
            Map<String, Object> item = Map.of("product_id", things.get("product_id"), "quantity", 1);
            things.put(
                    "return_id",
                    shop.staff()
                            .post("/orders/" + order + "/returns", Map.of("items", List.of(item)))
                            .text("return_id"));
        }
        if (path.contains("{payment_id}")) {
            shop.moveParcel(order, "dispatched");
            Eventually.within(SOON, () -> {
                JsonNode payment =
                        shop.staff().get("/payments/?order_id=" + order).json().at("/items/0");
                assertThat(payment.path("status").asText()).isEqualTo("captured");
                things.put("payment_id", payment.path("payment_id").asText());
            });
        }
        if (path.contains("{shipment_id}")) {
            Eventually.within(SOON, () -> {
                JsonNode parcel =
                        shop.staff().get("/shipments/?order_id=" + order).json().at("/items/0");
                assertThat(parcel.path("tracking_number").isTextual()).isTrue();
                things.put("shipment_id", parcel.path("shipment_id").asText());
            });
        }
    }

    private static JsonNode replaced(JsonNode example, Map<String, String> things) {
        if (example instanceof ObjectNode object) {
            Map<String, JsonNode> fields =
                    object.properties().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            fields.forEach((name, value) -> object.set(
                    name, VARIABLE.contains(name) ? TextNode.valueOf(things.get(name)) : replaced(value, things)));
        } else {
            example.forEach(element -> replaced(element, things));
        }
        return example;
    }

    private static JsonNode schema(ApiDescription description, String name) {
        return description.document().at("/components/schemas/" + name);
    }

    /** The names of all schemas that a part speaks of. */
    private static void names(ApiDescription description, JsonNode part, Set<String> names) {
        part.findValuesAsText("$ref").forEach(reference -> {
            boolean isSchema = reference.startsWith("#/components/schemas/");
            if (!isSchema || names.add(reference.substring(reference.lastIndexOf('/') + 1))) {
                names(description, description.document().at(reference.substring(1)), names);
            }
        });
    }
}
