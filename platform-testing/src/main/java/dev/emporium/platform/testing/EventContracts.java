package dev.emporium.platform.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The JSON Schemas in {@code contracts/events}: what a sender may send and a receiver must understand. */
public final class EventContracts {
    private static final Path FOLDER = Path.of(System.getProperty("repository.root", ".."), "contracts", "events");
    private static final String BASE = "https://emporium.example/events/";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry SCHEMAS =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(texts()));

    private EventContracts() {}

    private static Map<String, String> texts() {
        return types().stream().collect(Collectors.toMap(type -> BASE + type + ".json", type -> text(type)
                .replace("\"$id\": \"", "\"$id\": \"" + BASE)));
    }

    private static List<String> types() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString().replaceAll("\\.json$", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String type) {
        try {
            return Files.readString(FOLDER.resolve(type + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException("no schema for messages of type " + type, e);
        }
    }

    /** The types of message that have a schema. */
    public static List<String> messageTypes() {
        return types().stream().filter(type -> !type.equals("cloud-event")).toList();
    }

    /** What is wrong with the message by the schema of its type; nothing when it is right. */
    public static List<String> violations(String message) {
        try {
            String type = JSON.readTree(message).path("type").asText();
            text(type);
            Schema schema = SCHEMAS.getSchema(SchemaLocation.of(BASE + type + ".json"));
            return schema.validate(message, InputFormat.JSON).stream()
                    .map(Object::toString)
                    .toList();
        } catch (IOException e) {
            return List.of("not JSON: " + e.getMessage());
        }
    }

    /** The schema's own example of a message, for a receiver to understand. */
    public static String example(String type) {
        try {
            JsonNode example = JSON.readTree(text(type)).at("/examples/0");
            return example.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
