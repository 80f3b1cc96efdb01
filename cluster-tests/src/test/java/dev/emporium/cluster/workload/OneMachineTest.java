package dev.emporium.cluster.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Cluster;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Services;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The cluster of one's own machine against the machine that the guide asks for: a pod for which not all is left that it
 * requests waits for ever, whatever is really used.
 */
class OneMachineTest {
    private static final Pattern ASKED = Pattern.compile("(\\d+) processors and (\\d+) GB of memory");
    private static final Pattern QUANTITY = Pattern.compile("([\\d.]+)(m|Mi|Gi)?");
    private static final Map<String, BigDecimal> UNITS =
            Map.of("m", new BigDecimal("0.001"), "Mi", BigDecimal.valueOf(1 << 20), "Gi", BigDecimal.valueOf(1 << 30));

    /** What kind runs of Kubernetes itself, and by their charts' values Strimzi's operator and a pod of Emissary. */
    private static final Amounts OTHERS =
            new Amounts("950m", "290Mi").plus(new Amounts("200m", "384Mi")).plus(new Amounts("200m", "300Mi"));

    private static final Amounts NONE = new Amounts("0", "0");

    private record Amounts(BigDecimal processors, BigDecimal bytes) {
        Amounts(String processors, String memory) {
            this(quantity(processors), quantity(memory));
        }

        static Amounts of(JsonNode resources) {
            JsonNode requests = resources.path("requests");
            return new Amounts(
                    requests.path("cpu").asText("0"), requests.path("memory").asText("0"));
        }

        Amounts plus(Amounts other) {
            return new Amounts(processors.add(other.processors), bytes.add(other.bytes));
        }

        Amounts times(int number) {
            return new Amounts(
                    processors.multiply(BigDecimal.valueOf(number)), bytes.multiply(BigDecimal.valueOf(number)));
        }
    }

    @Test
    void hasRoomForAllThatIsRequestedThere() {
        Cluster cluster = Services.everything("local");
        List<Amounts> services = cluster.servers().map(OneMachineTest::pod).toList();
        Amounts largest =
                services.stream().max(Comparator.comparing(Amounts::processors)).orElseThrow();
        Amounts requested = Stream.of(
                        services.stream(),
                        cluster.pods().stream()
                                .filter(pods ->
                                        !isJob(pods) && !Services.names().contains(pods.service()))
                                .map(pods -> pod(pods)
                                        .times(pods.owner().at("/spec/replicas").asInt(1))),
                        cluster.all("Cluster").map(database -> Amounts.of(database.at("/spec/resources"))
                                .times(database.at("/spec/instances").asInt())),
                        cluster.all("KafkaNodePool").map(pool -> Amounts.of(pool.at("/spec/resources"))
                                .times(pool.at("/spec/replicas").asInt())),
                        cluster.all("Kafka")
                                .map(kafka -> Amounts.of(kafka.at("/spec/entityOperator/topicOperator/resources"))),
                        // a version that takes over from another, while a migration runs
                        Stream.of(OTHERS, largest, largest))
                .flatMap(amounts -> amounts)
                .reduce(NONE, Amounts::plus);

        Matcher asked = ASKED.matcher(Services.text(Documents.path("docs/deployment.md")));
        assertThat(asked.find()).as("the guide says what is needed").isTrue();
        assertThat(requested.processors)
                .as("what docs/deployment.md asks for in processors")
                .isLessThan(new BigDecimal(asked.group(1)));
        assertThat(requested.bytes)
                .as("what docs/deployment.md asks for in memory")
                .isLessThan(new BigDecimal(asked.group(2)).scaleByPowerOfTen(9));
        assertThat(services).hasSize(Services.names().size());
    }

    /** With what runs beside its containers for as long as they do. */
    private static Amounts pod(Cluster.Pods pods) {
        return pods.containers()
                .map(container -> Amounts.of(container.path("resources")))
                .reduce(NONE, Amounts::plus);
    }

    private static boolean isJob(Cluster.Pods pods) {
        return pods.owner().path("kind").asText().equals("Job");
    }

    private static BigDecimal quantity(String text) {
        Matcher quantity = QUANTITY.matcher(text);
        assertThat(quantity.matches()).as(text).isTrue();
        BigDecimal number = new BigDecimal(quantity.group(1));
        return quantity.group(2) == null ? number : number.multiply(UNITS.get(quantity.group(2)));
    }
}
