package dev.emporium.local;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The topics of the cluster, read from its {@code KafkaTopic} objects and cut down to one broker. */
final class TopicsFile {

    private TopicsFile() {}

    static List<NewTopic> read(Path file) {
        List<NewTopic> topics = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(file)) {
            for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(reader)) {
                if (document instanceof Map<?, ?> object && "KafkaTopic".equals(object.get("kind"))) {
                    topics.add(topic(object));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The topics cannot be read: " + e.getMessage(), e);
        }
        return topics;
    }

    private static NewTopic topic(Map<?, ?> object) {
        Map<?, ?> metadata = (Map<?, ?>) object.get("metadata");
        Map<?, ?> spec = (Map<?, ?>) object.get("spec");
        Object name = spec.get("topicName") == null ? metadata.get("name") : spec.get("topicName");
        Map<String, String> configuration = new HashMap<>();
        if (spec.get("config") instanceof Map<?, ?> config) {
            config.forEach((key, value) -> configuration.put(key.toString(), value.toString()));
        }
        configuration.computeIfPresent("min.insync.replicas", (key, value) -> "1");
        return new NewTopic(name.toString(), (Integer) spec.get("partitions"), (short) 1).configs(configuration);
    }
}
