package dev.emporium.cluster.argo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Definitions;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Services;
import dev.emporium.cluster.render.Temporary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a real API server says to every object of every environment: {@code ./run_tests.sh --cluster} with a
 * {@code KUBECONFIG}. It needs no nodes and no operators, and whatever it finds in the namespaces {@code emporium} and
 * {@code logging} it overwrites.
 */
@EnabledIfEnvironmentVariable(
        named = "EMPORIUM_CLUSTER",
        matches = "yes",
        disabledReason = "no real cluster is asked: ./run_tests.sh --cluster does")
@EnabledIfEnvironmentVariable(
        named = "KUBECONFIG",
        matches = ".+",
        disabledReason = "no real cluster is asked: there is no KUBECONFIG")
class RealClusterIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Of Fluentd, which reads the files of its node: the namespace permits that, and asks for a warning all the same. */
    private static final List<String> EXPECTED =
            List.of("(volumes \"logs\", \"state\" use restricted volume type \"hostPath\")");

    private static final ArgoCd ARGO = new ArgoCd(Documents.path(""));

    @BeforeAll
    static void askACluster() throws Exception {
        List<JsonNode> objects =
                new ArrayList<>(local().values().stream().flatMap(List::stream).toList());
        ARGO.all("Application").forEach(application -> objects.addAll(ARGO.deployedBy(application)));
        objects.addAll(Documents.readAll(Documents.path("argocd/monitoring")));
        for (JsonNode definition : Definitions.of(objects)) {
            String name = "customresourcedefinition/" + ArgoCd.name(definition);
            if (kubectl(null, "get", name).exit() != 0) {
                accept(kubectl(List.of(definition), "apply", "--server-side", "--filename", "-"));
                // to wait for a condition is an error to kubectl while there are none
                String kind = definition.at("/spec/names/kind").asText();
                for (String state : List.of("jsonpath={.status.acceptedNames.kind}=" + kind, "condition=Established")) {
                    accept(kubectl(null, "wait", "--for=" + state, name, "--timeout=50s"));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "staging", "production"})
    void acceptsEveryObjectOfAnEnvironmentAndFindsItAsItWasWritten(String environment) throws Exception {
        Map<String, List<JsonNode>> namespaces = environment.equals("local") ? local() : byNamespace(environment);

        for (Map.Entry<String, List<JsonNode>> namespace : namespaces.entrySet()) {
            String name = namespace.getKey();
            List<JsonNode> objects = namespace.getValue();
            prepare(name, objects);

            String[] apply = {"apply", "--server-side", "--force-conflicts", "--validate=strict", "--filename", "-"};
            accept(kubectl(objects, in(name, apply, "--dry-run=server")));
            accept(kubectl(objects, in(name, apply)));
            accept(kubectl(
                    objects, in(name, new String[] {"diff", "--server-side", "--force-conflicts", "--filename", "-"})));
        }
    }

    @Test
    void wouldRefuseAFieldThatItDoesNotKnow() throws Exception {
        ObjectNode wrong = Documents.parse(
                        """
                        apiVersion: v1
                        kind: Service
                        metadata: {name: wrong}
                        spec: {ports: [{port: 80}], selektor: {a: b}}
                        """)
                .get(0)
                .deepCopy();

        Commands.Result result = kubectl(
                List.of(wrong),
                in(
                        "default",
                        new String[] {"apply", "--server-side", "--validate=strict", "--filename", "-"},
                        "--dry-run=server"));
        assertThat(result.exit()).isNotZero();
        assertThat(result.output()).contains("selektor");
    }

    /** By namespace, as the guide for one's own machine installs it. */
    private static Map<String, List<JsonNode>> local() {
        Map<String, List<JsonNode>> namespaces = new LinkedHashMap<>();
        Services.everything("local").objects().forEach(object -> add(namespaces, "emporium", object));
        return namespaces;
    }

    private static Map<String, List<JsonNode>> byNamespace(String environment) {
        Map<String, List<JsonNode>> namespaces = new LinkedHashMap<>();
        ARGO.all("Application").stream()
                .filter(application ->
                        application.at("/spec/destination/name").asText().equals(environment))
                .forEach(application -> ARGO.deployedBy(application)
                        .forEach(object -> add(
                                namespaces,
                                application.at("/spec/destination/namespace").asText(),
                                object)));
        return namespaces;
    }

    private static void add(Map<String, List<JsonNode>> namespaces, String namespace, JsonNode object) {
        String own = object.at("/metadata/namespace").asText();
        namespaces
                .computeIfAbsent(own.isEmpty() ? namespace : own, name -> new ArrayList<>())
                .add(object);
    }

    /** The namespace is there before what is in it; a Job of an earlier environment cannot become another one. */
    private static void prepare(String namespace, List<JsonNode> objects) throws Exception {
        if (kubectl(null, "get", "namespace", namespace).exit() != 0) {
            accept(kubectl(null, "create", "namespace", namespace));
        }
        List<JsonNode> jobs = objects.stream()
                .filter(object -> object.path("kind").asText().equals("Job"))
                .toList();
        if (!jobs.isEmpty()) {
            accept(kubectl(jobs, in(namespace, new String[] {
                "delete", "--ignore-not-found", "--cascade=background", "--wait=false", "--filename", "-"
            })));
        }
    }

    private static String[] in(String namespace, String[] command, String... more) {
        return Stream.of(Stream.of(command), Stream.of("--namespace", namespace), Stream.of(more))
                .flatMap(words -> words)
                .toArray(String[]::new);
    }

    private static void accept(Commands.Result result) {
        assertThat(result.output()
                        .lines()
                        .filter(line -> line.startsWith("Warning:"))
                        .filter(line -> EXPECTED.stream().noneMatch(line::contains)))
                .isEmpty();
        assertThat(result.exit()).as(result.output()).isZero();
    }

    private static Commands.Result kubectl(List<JsonNode> objects, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(List.of(arguments));
        if (objects != null) {
            ObjectNode list = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "List");
            objects.forEach(list.withArray("/items")::add);
            Path file = Temporary.file(list.toString());
            command.set(command.indexOf("-"), file.toString());
        }
        return Commands.run(Documents.path(""), command.toArray(String[]::new));
    }
}
