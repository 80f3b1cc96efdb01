package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.system.Http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a service says of one of its operations.
 *
 * @param path through the gateway, with its variables
 * @param body the schema of the body; missing for an operation that takes none
 * @param bodyType what its body is sent as, the first that it names
 */
record Operation(String method, String path, List<JsonNode> parameters, JsonNode body, String bodyType) {
    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "patch", "head", "options", "trace");

    /** All of the service that has the collection. */
    static List<Operation> of(Http http, String collection) throws Exception {
        Answer answer = http.get(collection + "/openapi.json");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        JsonNode description = answer.json();
        List<Operation> operations = new ArrayList<>();
        description.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(operation -> METHODS.contains(operation.getKey()))
                .map(operation -> new Operation(
                        operation.getKey().toUpperCase(Locale.ROOT),
                        collection + path.getKey(),
                        elements(operation.getValue().path("parameters")),
                        body(operation.getValue(), description),
                        bodyType(operation.getValue())))
                .forEach(operations::add));
        assertThat(operations).isNotEmpty();
        return operations;
    }

    private static JsonNode body(JsonNode operation, JsonNode description) {
        JsonNode schema = elements(operation.at("/requestBody/content")).stream()
                .findFirst()
                .map(content -> content.path("schema"))
                .orElse(operation.path("requestBody"));
        return schema.has("$ref") ? description.at(schema.path("$ref").asText().substring(1)) : schema;
    }

    private static String bodyType(JsonNode operation) {
        return operation
                .at("/requestBody/content")
                .propertyStream()
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("application/json");
    }

    private static List<JsonNode> elements(JsonNode list) {
        return Stream.of(list).flatMap(all -> all.valueStream()).toList();
    }

    String route() {
        return method + " " + path;
    }

    boolean hasBody() {
        return !body.isMissingNode();
    }

    /** Whether it is answered without a query. */
    boolean needsNoQuery() {
        return parameters.stream()
                .noneMatch(parameter -> parameter.path("in").asText().equals("query")
                        && parameter.path("required").asBoolean());
    }

    /** Names of the parameters in the query. */
    List<String> query() {
        return parameters.stream()
                .filter(parameter -> parameter.path("in").asText().equals("query"))
                .map(parameter -> parameter.path("name").asText())
                .toList();
    }

    /** Names of the body's lists and maps. */
    List<String> collections() {
        Predicate<JsonNode> isOne = schema -> schema.has("items") || schema.has("additionalProperties");
        return body.path("properties").properties().stream()
                .filter(property -> isOne.test(property.getValue()))
                .map(property -> property.getKey())
                .toList();
    }
}
