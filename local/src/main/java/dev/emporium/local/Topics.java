package dev.emporium.local;

import static java.util.stream.Collectors.toMap;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Makes the topics of the cluster at a single broker, all at once: {@code Topics <topics file> <bootstrap servers>}. It needs
 * nothing but Kafka's client and a reader of YAML, and may run again.
 */
public final class Topics {

    private static final int SECONDS_TO_ANSWER = 60;

    private Topics() {}

    public static void main(String[] arguments) {
        create(Path.of(arguments[0]), arguments[1]);
    }

    /**
     * Creates the topics that the {@code KafkaTopic} objects describe, and gives those that exist already the configuration that
     * stands there.
     *
     * @throws IllegalStateException if the broker refuses or does not answer within a minute
     */
    static void create(Path topicsYaml, String bootstrapServers) {
        List<NewTopic> topics = TopicsFile.read(topicsYaml);
        Map<String, Object> settings = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        try (Admin admin = Admin.create(settings)) {
            Set<String> existing = admin.listTopics().names().get(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
            List<NewTopic> missing = topics.stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .toList();
            admin.createTopics(missing).all().get(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
            topics.removeAll(missing);
            admin.incrementalAlterConfigs(topics.stream().collect(toMap(Topics::resource, Topics::settings)))
                    .all()
                    .get(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("The topics could not be created: " + e.getCause(), e);
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException("Kafka did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while creating topics", e);
        }
    }

    private static ConfigResource resource(NewTopic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    }

    private static Collection<AlterConfigOp> settings(NewTopic topic) {
        return topic.configs().entrySet().stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
    }
}
