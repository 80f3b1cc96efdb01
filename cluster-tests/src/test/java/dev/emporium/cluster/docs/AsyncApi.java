package dev.emporium.cluster.docs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.Yaml;

/**
 * {@code contracts/asyncapi.yaml}, made of what there is: the messages' schemas, which say topic, sender and key; the topics of the
 * cluster; and the services' code, in which each message that is sent or listened to is named.
 */
final class AsyncApi {
    static final Path FILE = Documents.path("contracts/asyncapi.yaml");
    private static final String DEAD_LETTERS = ".dead-letter";
    private static final Pattern SENT =
            Pattern.compile("Topic ([a-z.]+), sent by ([a-z]+-service), key: the ([a-z]+)'s id");
    /** Whoever follows a topic hears all of it, and names no type. */
    private static final Pattern FOLLOWED = Pattern.compile("String FEED = \"([a-z]+\\.events)\"");

    private static final String ABOUT =
            """
            What the services tell and ask each other over Kafka. Each message is a CloudEvent 1.0 in JSON, its key is the id of what it
            is about, and all that is about one id comes in order. It may come more than once, by the same id; unknown types and
            fields are passed over. What can never be applied goes to the topic's dead letters, TOPIC%s, as it came.
            """
                    .formatted(DEAD_LETTERS);

    /** A message: what its schema says, and who listens. */
    record Sent(String type, String topic, String sender, String key, String title, String description) {}

    private final Map<String, Sent> messages = readMessages();
    private final Map<String, List<String>> code =
            Services.names().stream().collect(Collectors.toMap(name -> name, AsyncApi::readCode));

    Map<String, Sent> messages() {
        return messages;
    }

    private static Map<String, Sent> readMessages() {
        Map<String, Sent> messages = new TreeMap<>();
        for (Path file : files(Documents.path("contracts/events"), ".json")) {
            String type = file.getFileName().toString().replace(".json", "");
            if (!type.equals("cloud-event")) {
                JsonNode schema = Documents.read(file).get(0);
                String description = schema.path("description").asText();
                Matcher sent = SENT.matcher(description);
                if (!sent.lookingAt()) {
                    throw new IllegalStateException(file + " does not say its topic, sender and key");
                }
                String more = description.substring(sent.end()).replaceFirst("^\\. ", "");
                String title = schema.path("title").asText();
                messages.put(type, new Sent(type, sent.group(1), sent.group(2), sent.group(3), title, more));
            }
        }
        return messages;
    }

    /** The types of message that a service names but does not send, and those of the topics that it follows. */
    Set<String> heard(String service) {
        Set<String> followed = followed(service);
        return messages.values().stream()
                .filter(message -> !message.sender().equals(service))
                .filter(message -> followed.contains(message.topic()) || isNamed(message, service))
                .map(Sent::type)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Set<String> followed(String service) {
        return code.get(service).stream()
                .flatMap(text -> FOLLOWED.matcher(text).results())
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    /** Whether the service's code has it. */
    boolean isNamed(Sent message, String service) {
        return code.get(service).stream().anyMatch(text -> text.contains('"' + message.type() + '"'));
    }

    private static List<String> readCode(String service) {
        return files(Documents.path(service, "src/main/java"), ".java").stream()
                .map(Services::text)
                .toList();
    }

    /** The topics that Kafka is given, without their dead letters. */
    static Map<String, JsonNode> topics() {
        return Documents.read(Documents.path("k8s/infrastructure/kafka-topics.yaml")).stream()
                .filter(topic -> !name(topic).endsWith(DEAD_LETTERS))
                .collect(Collectors.toMap(AsyncApi::name, topic -> topic, (one, other) -> one, TreeMap::new));
    }

    private static String name(JsonNode topic) {
        return topic.at("/metadata/name").asText();
    }

    /** The document as it has to be. */
    String text() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("asyncapi", "3.0.0");
        document.put("info", ordered("title", "Emporium's messages", "version", "0", "description", ABOUT));
        document.put("defaultContentType", "application/cloudevents+json");
        document.put("channels", channels());
        document.put("operations", operations());
        document.put("components", Map.of("messages", described()));
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(FlowStyle.BLOCK);
        options.setWidth(130);
        return "# Made by ./run_tests.sh --renew-contracts, of contracts/events, the topics and the services' code.\n"
                + new Yaml(options).dump(document);
    }

    private Map<String, Object> channels() {
        Map<String, Object> channels = new LinkedHashMap<>();
        topics().forEach((topic, given) -> {
            Map<String, Object> channel = new LinkedHashMap<>();
            channel.put("address", topic);
            channel.put(
                    "messages",
                    messages.values().stream()
                            .filter(message -> message.topic().equals(topic))
                            .collect(ordered(Sent::type, message -> to("components/messages", message.type()))));
            channel.put(
                    "bindings",
                    Map.of(
                            "kafka",
                            Map.of("partitions", given.at("/spec/partitions").asInt())));
            channels.put(topic, channel);
        });
        return channels;
    }

    private Map<String, Object> operations() {
        Map<String, Object> operations = new LinkedHashMap<>();
        for (String service : Services.names()) {
            Set<String> heard = heard(service);
            topics().keySet().forEach(topic -> {
                List<Sent> there = messages.values().stream()
                        .filter(message -> message.topic().equals(topic))
                        .toList();
                List<Sent> sent = there.stream()
                        .filter(message -> message.sender().equals(service))
                        .toList();
                List<Sent> received = there.stream()
                        .filter(message -> heard.contains(message.type()))
                        .toList();
                operation(operations, service, "send", topic, sent);
                operation(operations, service, "receive", topic, received);
            });
        }
        return operations;
    }

    private static void operation(
            Map<String, Object> operations, String service, String action, String topic, List<Sent> messages) {
        if (messages.isEmpty()) {
            return;
        }
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("action", action);
        operation.put("channel", to("channels", topic));
        operation.put("tags", List.of(Map.of("name", service)));
        operation.put(
                "messages",
                messages.stream()
                        .map(message -> to("channels/" + topic + "/messages", message.type()))
                        .toList());
        operations.put("%s.%s.%s".formatted(service, action, topic), operation);
    }

    private Map<String, Object> described() {
        return messages.values().stream().collect(ordered(Sent::type, message -> {
            Map<String, Object> described = new LinkedHashMap<>();
            described.put("name", message.type());
            described.put("title", message.title());
            if (!message.description().isEmpty()) {
                described.put("description", message.description());
            }
            described.put(
                    "payload",
                    ordered(
                            "schemaFormat",
                            "application/schema+json;version=draft-2020-12",
                            "schema",
                            Map.of("$ref", "./events/" + message.type() + ".json")));
            described.put(
                    "bindings",
                    Map.of(
                            "kafka",
                            Map.of(
                                    "key",
                                    ordered(
                                            "type",
                                            "string",
                                            "format",
                                            "uuid",
                                            "description",
                                            "The " + message.key() + "'s id"))));
            return described;
        }));
    }

    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(Objects.toString(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return map;
    }

    private static Collector<Sent, ?, Map<String, Object>> ordered(
            Function<Sent, String> name, Function<Sent, Object> value) {
        return Collectors.toMap(name, value, (one, other) -> one, LinkedHashMap::new);
    }

    private static Map<String, String> to(String place, String name) {
        return Map.of("$ref", "#/" + place + "/" + name);
    }

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.walk(folder)) {
            return new ArrayList<>(files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
