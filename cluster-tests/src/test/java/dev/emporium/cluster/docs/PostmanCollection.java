package dev.emporium.cluster.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Services;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * {@code contracts/emporium.postman_collection.json}, made of the descriptions: a request for each operation, with the described
 * example as its body. What an answer calls by an id, its {@code ETag} and its access token are kept in variables, which the requests
 * after it use; so they can be sent one after another as they are.
 */
final class PostmanCollection {
    static final Path FILE = Documents.path("contracts/emporium.postman_collection.json");
    private static final String SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    private static final String SIGN_IN = "createToken";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DefaultPrettyPrinter PRETTY =
            new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    /** What is sent in a header that has to be there, or that saves one from doing a thing twice. */
    private static final Map<String, String> HEADERS = Map.of(
            "Idempotency-Key",
            "{{$guid}}",
            "If-Match",
            "{{etag}}",
            "Order-Token",
            "{{order_token}}",
            "Prefer",
            "wait=2");

    private static final String ABOUT =
            """
            Every operation of the platform. `gateway` is its address; `email` and `password` are those of an account, first those of the \
            demo customer of run.sh. Send `POST /customers/tokens` first: its access token goes with all that \
            follows. What is answered is remembered (`product_id`, `cart_id`, `etag`, ...) and used by the next request.""";

    private static final List<String> REMEMBER = List.of(
            "const answer = pm.response.headers.get('Content-Type') === 'application/json' ? pm.response.json() : {};",
            "const first = Array.isArray(answer.items) && answer.items.length > 0 ? answer.items[0] : {};",
            "const named = {...first, ...answer};",
            "Object.keys(named).filter(name => /^[a-z]+_(id|token)$/.test(name) && typeof named[name] === 'string')",
            "  .forEach(name => pm.collectionVariables.set(name, named[name]));",
            "if (pm.response.headers.has('ETag')) pm.collectionVariables.set('etag', pm.response.headers.get('ETag'));");

    private PostmanCollection() {}

    static String text() throws JsonProcessingException {
        ObjectNode collection = JSON.createObjectNode();
        collection
                .putObject("info")
                .put("name", "Emporium")
                .put("description", ABOUT)
                .put("schema", SCHEMA);
        ArrayNode items = collection.putArray("item");
        for (String service : Services.names()) {
            JsonNode description = description(service);
            ObjectNode folder = items.addObject().put("name", service);
            ArrayNode requests = folder.putArray("item");
            description.path("paths").properties().forEach(path -> path.getValue()
                    .properties()
                    .forEach(operation -> {
                        if (METHODS.contains(operation.getKey())) {
                            requests.add(item(description, path.getKey(), operation.getKey(), operation.getValue()));
                        }
                    }));
        }
        bearer(collection.putObject("auth"));
        collection
                .putArray("event")
                .addObject()
                .put("listen", "test")
                .putObject("script")
                .put("type", "text/javascript")
                .set("exec", JSON.valueToTree(REMEMBER));
        ArrayNode variables = collection.putArray("variable");
        variables.addObject().put("key", "gateway").put("value", "http://localhost:8080");
        variables.addObject().put("key", "email").put("value", "customer@emporium.example");
        variables.addObject().put("key", "password").put("value", "demo-customer-password");
        return JSON.writer(PRETTY).writeValueAsString(collection) + "\n";
    }

    static JsonNode committed() throws JsonProcessingException {
        return JSON.readTree(Services.text(FILE));
    }

    static JsonNode description(String service) throws JsonProcessingException {
        return JSON.readTree(Services.text(Documents.path("contracts/openapi", service + ".json")));
    }

    private static void bearer(ObjectNode auth) {
        auth.put("type", "bearer");
        auth.putArray("bearer")
                .addObject()
                .put("key", "token")
                .put("value", "{{access_token}}")
                .put("type", "string");
    }

    private static ObjectNode item(JsonNode description, String path, String method, JsonNode operation) {
        ObjectNode item =
                JSON.createObjectNode().put("name", operation.path("summary").asText());
        ObjectNode request = item.putObject("request").put("method", method.toUpperCase(Locale.ROOT));
        if (operation.has("description")) {
            request.put("description", operation.path("description").asText());
        }
        if (operation.path("security").isEmpty()) {
            request.putObject("auth").put("type", "noauth");
        }
        ArrayNode headers = request.putArray("header");
        ObjectNode url = url(request, description, path);
        operation.path("parameters").forEach(reference -> parameter(headers, url, resolve(description, reference)));
        body(request, headers, operation);
        return item;
    }

    private static ObjectNode url(ObjectNode request, JsonNode description, String path) {
        String collection = description.at("/servers/0/url").asText().replaceFirst("^\\.\\.", "");
        String whole = collection + path.replaceAll("\\{([^}]+)}", ":$1");
        ObjectNode url = request.putObject("url").put("raw", "{{gateway}}" + whole);
        url.putArray("host").add("{{gateway}}");
        ArrayNode segments = url.putArray("path");
        for (String segment : whole.substring(1).split("/", -1)) {
            segments.add(segment);
        }
        return url;
    }

    private static void parameter(ArrayNode headers, ObjectNode url, JsonNode parameter) {
        String name = parameter.path("name").asText();
        boolean required = parameter.path("required").asBoolean();
        switch (parameter.path("in").asText()) {
            case "path" ->
                url.withArrayProperty("variable")
                        .addObject()
                        .put("key", name)
                        .put("value", value(parameter, "{{" + name + "}}"));
            case "query" ->
                optional(url.withArrayProperty("query").addObject(), parameter, value(parameter, ""), required);
            default -> {
                // a cache's business
                if (!name.equals("If-None-Match")) {
                    boolean sent = required || name.equals("Idempotency-Key");
                    optional(headers.addObject(), parameter, HEADERS.getOrDefault(name, ""), sent);
                }
            }
        }
    }

    private static void optional(ObjectNode part, JsonNode parameter, String value, boolean sent) {
        part.put("key", parameter.path("name").asText()).put("value", value);
        if (parameter.has("description")) {
            part.put("description", parameter.path("description").asText());
        }
        if (!sent) {
            part.put("disabled", true);
        }
    }

    private static String value(JsonNode parameter, String otherwise) {
        for (String place : List.of("/example", "/schema/example", "/schema/default")) {
            if (!parameter.at(place).isMissingNode()) {
                return parameter.at(place).asText();
            }
        }
        return otherwise;
    }

    private static void body(ObjectNode request, ArrayNode headers, JsonNode operation) {
        operation.at("/requestBody/content").properties().stream().findFirst().ifPresent(content -> {
            String type = content.getKey();
            headers.addObject().put("key", "Content-Type").put("value", type);
            boolean json = type.endsWith("json") && !type.endsWith("ndjson");
            ObjectNode body = request.putObject("body")
                    .put("mode", "raw")
                    .put(
                            "raw",
                            operation.path("operationId").asText().equals(SIGN_IN)
                                    ? signIn()
                                    : example(content.getValue(), !json));
            if (json) {
                body.putObject("options").putObject("raw").put("language", "json");
            }
        });
    }

    private static String signIn() {
        return "{\"grant_type\": \"password\", \"email\": \"{{email}}\", \"password\": \"{{password}}\"}";
    }

    /** The first one, of what was answered before instead of an example's ids. */
    private static String example(JsonNode content, boolean lines) {
        JsonNode example = content.has("example")
                ? content.path("example")
                : content.at("/examples").path(first(content)).path("value");
        String text = !lines ? example.toPrettyString() : example.isTextual() ? example.asText() : example.toString();
        return text.replaceAll("\"([a-z]+_(?:id|token))\" : \"[^\"]*\"", "\"$1\" : \"{{$1}}\"");
    }

    private static String first(JsonNode content) {
        return content.path("examples").properties().stream()
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    private static JsonNode resolve(JsonNode document, JsonNode reference) {
        return reference.has("$ref")
                ? document.at(reference.path("$ref").asText().substring(1))
                : reference;
    }
}
