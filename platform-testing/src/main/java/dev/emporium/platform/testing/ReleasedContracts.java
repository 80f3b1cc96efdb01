package dev.emporium.platform.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.emporium.platform.testing.SchemaChanges.Use;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The contracts of the last release, in {@code contracts/released}, what those of today break of them, and what of that is meant to
 * be: {@code contracts/breaks.yaml}.
 */
public final class ReleasedContracts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new YAMLMapper();

    private final Path contracts;

    ReleasedContracts(Path contracts) {
        this.contracts = contracts;
    }

    /** Those of this repository. */
    static ReleasedContracts here() {
        return new ReleasedContracts(Path.of(System.getProperty("repository.root", ".."), "contracts"));
    }

    /** A break that is meant, in the very words of {@link #breaks}, and why. */
    record Meant(String breaks, String reason) {}

    List<Meant> meant() {
        try {
            return List.of(YAML.readValue(contracts.resolve("breaks.yaml").toFile(), Meant[].class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that today's contracts break, whether it is meant or not. */
    List<String> breaks() {
        List<String> breaks = new ArrayList<>();
        Map<String, JsonNode> descriptions = documents("openapi");
        documents("released/openapi").forEach((service, was) -> {
            if (descriptions.containsKey(service)) {
                breaks.addAll(ofService(service, was, descriptions.get(service)));
            } else {
                breaks.add(service + ": is gone");
            }
        });
        breaks.addAll(ofEvents(documents("released/events"), documents("events")));
        return breaks;
    }

    /** What is broken and not meant. */
    List<String> faults() {
        return without(breaks());
    }

    /** What this description of a service would break that is not meant. */
    List<String> faults(String service, JsonNode description) {
        JsonNode was = documents("released/openapi").get(service);
        return was == null ? List.of() : without(ofService(service, was, description));
    }

    private List<String> without(List<String> breaks) {
        List<String> meant = meant().stream().map(Meant::breaks).toList();
        return breaks.stream().filter(one -> !meant.contains(one)).toList();
    }

    private static List<String> ofService(String service, JsonNode was, JsonNode is) {
        return ApiChanges.breaks(was, is).stream()
                .map(one -> service + ", " + one)
                .toList();
    }

    /** Old and new versions read what the others send, and what was sent before. */
    static List<String> ofEvents(Map<String, JsonNode> were, Map<String, JsonNode> are) {
        List<String> breaks = new ArrayList<>();
        were.forEach((type, was) -> {
            if (are.containsKey(type)) {
                breaks.addAll(SchemaChanges.breaks(
                        type,
                        was,
                        schema -> referred(were, schema),
                        are.get(type),
                        schema -> referred(are, schema),
                        EnumSet.allOf(Use.class)));
            } else {
                breaks.add(type + ": is gone");
            }
        });
        return breaks.stream().distinct().toList();
    }

    private static JsonNode referred(Map<String, JsonNode> documents, JsonNode schema) {
        if (!schema.has("$ref")) {
            return schema;
        }
        String[] reference = schema.path("$ref").asText().split("#", 2);
        // what has no file before it is the envelope's own: nothing else defines anything
        String file = reference[0].isEmpty() ? "cloud-event.json" : reference[0];
        return documents.get(file.replace(".json", "")).at(reference.length == 1 ? "" : reference[1]);
    }

    private Map<String, JsonNode> documents(String folder) {
        try (Stream<Path> files = Files.list(contracts.resolve(folder))) {
            return files.collect(Collectors.toMap(
                    file -> file.getFileName().toString().replace(".json", ""),
                    ReleasedContracts::read,
                    (one, other) -> one,
                    TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
