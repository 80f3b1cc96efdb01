package dev.emporium.platform.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What a service says of its answers, held against them. A field that is not described is a fault here, though clients
 * are to ignore those that they do not know. Thread safe.
 */
public final class ApiDescription {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HERE = "https://emporium.example/openapi.json";
    private static final String PROBLEM = "/components/schemas/Problem";

    private final JsonNode document;
    private final String base;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    /** @param address where it was found: what it says of its server is relative to that */
    public ApiDescription(URI address, JsonNode document) {
        this.document = document;
        this.base = address.resolve(document.at("/servers/0/url").asText()).getPath();
        JsonNode strict = document.deepCopy();
        strict.at("/components/schemas").forEach(schema -> {
            if (schema.has("properties") && !schema.has("additionalProperties")) {
                ((ObjectNode) schema).put("additionalProperties", false);
            }
        });
        SchemaRegistryConfig formats =
                SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
        this.registry = SchemaRegistry.withDefaultDialect(
                Dialects.getOpenApi31(),
                builder -> builder.schemaRegistryConfig(formats).schemas(Map.of(HERE, strict.toString())));
    }

    public JsonNode document() {
        return document;
    }

    /** The path of the collection. */
    public String base() {
        return base;
    }

    public boolean covers(String path) {
        return path.equals(base) || path.startsWith(base + "/");
    }

    /** The pointer of what is asked for, or null when nothing is described for it. */
    private String operation(String method, String path) {
        if (!covers(path)) {
            return null;
        }
        String relative = path.equals(base) ? "/" : path.substring(base.length());
        return document.path("paths").properties().stream()
                .map(Map.Entry::getKey)
                .filter(template -> relative.matches(expression(template, mayHaveSlashes(template) ? ".+" : "[^/]+")))
                // a word says more than a variable
                .min(Comparator.comparing(
                        template -> template.chars().filter(c -> c == '{').count()))
                .map(template -> "/paths/" + escape(template) + "/" + method.toLowerCase(Locale.ROOT))
                .filter(pointer -> !document.at(pointer).isMissingNode())
                .orElse(null);
    }

    /** Whether its variables take more than one segment, as their pattern says. */
    private boolean mayHaveSlashes(String template) {
        return document.path("paths").path(template).findValues("parameters").stream()
                .flatMap(parameters -> parameters.valueStream())
                .anyMatch(parameter -> parameter.path("in").asText().equals("path")
                        && parameter.at("/schema/pattern").asText().equals(".+"));
    }

    private static String expression(String template, String variable) {
        return Pattern.compile("\\{[^}]*}")
                .splitAsStream(template)
                .map(Pattern::quote)
                .reduce((a, b) -> a + variable + b)
                .orElseThrow()
                .concat(template.endsWith("}") ? variable : "");
    }

    private static String escape(String segment) {
        return segment.replace("~", "~0").replace("/", "~1");
    }

    /** What was answered to a request. */
    public record Answer(String method, String path, int status, HttpHeaders headers, String body) {
        public static Answer of(HttpResponse<String> response) {
            return new Answer(
                    response.request().method(),
                    response.uri().getRawPath(),
                    response.statusCode(),
                    response.headers(),
                    response.body());
        }
    }

    /** What is wrong with an answer; nothing when it is as described. */
    public List<String> faults(Answer answer) {
        boolean head = answer.method().equals("HEAD");
        String method = head ? "GET" : answer.method();
        String operation = operation(method, answer.path());
        int status = answer.status();
        if (operation == null) {
            return status < 400 ? List.of("no operation") : problem(answer, head);
        }
        String response = resolve(operation + "/responses/" + status);
        if (document.at(response).isMissingNode() && status >= 400) {
            response = resolve(operation + "/responses/default");
        }
        if (document.at(response).isMissingNode()) {
            return List.of("no response of status " + status);
        }
        List<String> faults = new ArrayList<>();
        JsonNode headers = document.at(response + "/headers");
        for (Map.Entry<String, JsonNode> header : headers.properties()) {
            String described = resolve(response + "/headers/" + escape(header.getKey()));
            if (document.at(described).path("required").asBoolean()
                    && answer.headers().firstValue(header.getKey()).isEmpty()) {
                faults.add("no header " + header.getKey());
            }
        }
        document.at("/components/headers").fieldNames().forEachRemaining(name -> {
            if (status < 400 && answer.headers().firstValue(name).isPresent() && !headers.has(name)) {
                faults.add("an undescribed header " + name);
            }
        });
        faults.addAll(body(answer, response + "/content", head));
        if (status >= 400) {
            faults.addAll(problem(answer, head));
        }
        return faults;
    }

    private List<String> body(Answer answer, String content, boolean head) {
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll("\\s*;.*", "");
        JsonNode described = document.at(content);
        if (described.isMissingNode()) {
            return answer.body().isEmpty() ? List.of() : List.of("no body is described");
        }
        if (!described.has(type)) {
            return List.of("no body of type " + type);
        }
        boolean json = type.equals("application/json") || type.endsWith("+json");
        return head || !json ? List.of() : valid(answer.body(), content + "/" + escape(type) + "/schema");
    }

    /** A refusal, whatever was asked. */
    private List<String> problem(Answer answer, boolean head) {
        if (head) {
            return List.of();
        }
        List<String> faults = new ArrayList<>(valid(answer.body(), PROBLEM));
        try {
            String code = JSON.readTree(answer.body()).path("code").asText();
            if (!document.at("/info/description").asText().contains("| `" + code + "` |")) {
                faults.add("no code " + code);
            }
        } catch (JsonProcessingException e) {
            faults.add("no JSON");
        }
        return faults;
    }

    /** What is wrong with a value by the schema at this place of the document. */
    public List<String> valid(String json, String pointer) {
        return schemas
                .computeIfAbsent(pointer, at -> registry.getSchema(SchemaLocation.of(HERE + "#" + encode(at))))
                .validate(json, InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static String encode(String pointer) {
        return pointer.replace("{", "%7B").replace("}", "%7D");
    }

    private String resolve(String pointer) {
        JsonNode reference = document.at(pointer).path("$ref");
        return reference.isMissingNode() ? pointer : reference.asText().substring(1);
    }

    /** The pointers of all operations. */
    public Set<String> operations() {
        Set<String> pointers = new TreeSet<>();
        document.path("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> pointers.add("/paths/" + escape(path.getKey()) + "/" + method)));
        return pointers;
    }
}
