package dev.emporium.cluster.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Broken;
import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.RulesTest;
import dev.emporium.cluster.render.Services;
import dev.emporium.local.Topics;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposeTest extends RulesTest<String> {
    ComposeTest() {
        super("compose", ComposeRules.ALL);
    }

    @Override
    protected Map<String, String> documents() {
        return Map.of("docker-compose.yml", compose());
    }

    @Override
    protected String broken(Broken fixture) {
        return fixture.in(compose());
    }

    /** The same services ask for them there, with the same pools. */
    @Test
    void hasAsManyConnectionsAsPostgresOfOneMachine() {
        Pattern connections = Pattern.compile("max_connections=(\\d+)");
        Path cluster = Documents.path("local/src/main/java/dev/emporium/local/PostgresCluster.java");

        assertThat(found(connections, compose())).hasSize(1).isEqualTo(found(connections, Services.text(cluster)));
    }

    private static List<String> found(Pattern wanted, String text) {
        return wanted.matcher(text).results().map(found -> found.group(1)).toList();
    }

    @Test
    void scrapesEveryServiceWhereItServesItsMetrics(@TempDir Path folder) throws Exception {
        Path script = Documents.path("compose/targets.sh");

        assertThat(scraped(script, folder)).isEqualTo(served());
        assertThat(Files.readString(Documents.path("compose/prometheus.yaml")))
                .contains("files: [/files/compose/targets.yaml]", "fluentd:24231");
        Path other = changed("compose/targets.sh", "$2 + 1000", "$2", Files.createDirectory(folder.resolve("other")));
        assertThat(scraped(other, folder)).isNotEqualTo(served());
    }

    /** By the script, where the container has it. */
    private static Set<String> scraped(Path script, Path folder) throws Exception {
        Path k8s = folder.resolve("k8s");
        if (!Files.exists(k8s)) {
            Files.createSymbolicLink(k8s, Documents.path("k8s"));
        }
        Path there = Files.createDirectories(folder.resolve("compose")).resolve("targets.sh");
        Files.copy(script, there, StandardCopyOption.REPLACE_EXISTING);
        run(folder, there, "");
        Set<String> targets = new TreeSet<>();
        Documents.read(there.resolveSibling("targets.yaml"))
                .get(0)
                .findValues("targets")
                .forEach(list -> list.forEach(target -> targets.add(target.asText())));
        return targets;
    }

    private static Set<String> served() {
        Set<String> served = new TreeSet<>();
        ComposeRules.services(compose()).forEach((name, service) -> {
            if (name.endsWith("-service")) {
                served.add(name + ":" + service.at("/environment/ADMIN_PORT").asText());
            }
        });
        return served;
    }

    /** As the container's shell does it. */
    @Test
    void theGatewayIsWellOnceItFindsEveryService() throws Exception {
        JsonNode compose = Documents.parse(compose()).get(0);
        String check =
                compose.at("/services/gateway/healthcheck/test/3").asText().replace("$$", "$");
        String list = check.substring(check.indexOf("$(") + 2, check.indexOf(")\n"));
        String command = list.replace(
                "/files/compose/envoy.yaml",
                Documents.path("compose/envoy.yaml").toString());

        Set<String> collections = Set.of(
                Commands.run(Documents.path(""), "bash", "-c", command).output().split("\\s+"));
        assertThat(collections)
                .isEqualTo(ComposeRules.mappings().stream()
                        .map(mapping -> mapping.at("/spec/prefix").asText())
                        .filter(prefix -> prefix.endsWith("(/.*)?"))
                        .map(prefix -> prefix.replaceAll("^/|\\(.*", ""))
                        .collect(Collectors.toSet()));
    }

    @Test
    void makesEverySecretOnceAndKeepsIt(@TempDir Path folder) throws Exception {
        assertThat(secretFaults(Documents.path("compose/secrets.sh"), folder)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "grep -q                         | false                | does not keep what is there",
                ">>                              | >                    | does not keep what is there",
                "[A-Z_]*\\):?                   | [A-Z_]*Y\\):?         | makes others than are asked for",
                "[A-Z_]*\\):?                   | [A-Z_]*\\):            | makes others than are asked for",
                "/dev/urandom                    | /dev/zero            | makes one secret for two",
                "head -c 32                      | head -c 8            | makes a secret that can be guessed",
                "chmod 600                       | chmod 644            | lets others read",
                "chmod 600                       | chmod 644            | leaves what was copied for others to read",
            })
    void findsWhatIsWrongWithTheSecrets(String right, String wrong, String fault, @TempDir Path folder)
            throws Exception {
        Files.copy(Documents.path("docker-compose.yml"), folder.resolve("docker-compose.yml"));
        Path script = changed("compose/secrets.sh", right, wrong, Files.createDirectories(folder.resolve("compose")));

        assertThat(secretFaults(script, folder)).contains(fault);
    }

    private static List<String> secretFaults(Path script, Path folder) throws Exception {
        // as some editors leave it, without a line break at its end
        Path file = Files.writeString(folder.resolve("env"), "KEY_ENCRYPTION_KEY=mine");
        run(folder, script, file.toString());
        List<String> once = Files.readAllLines(file);
        run(folder, script, file.toString());
        List<String> twice = Files.readAllLines(file);
        Set<String> names = new TreeSet<>();
        Set<String> values = new TreeSet<>();
        once.forEach(line -> {
            names.add(line.replaceAll("=.*", ""));
            values.add(line.replaceAll("^\\w+=", ""));
        });

        List<String> faults = new ArrayList<>();
        if (!Files.getPosixFilePermissions(file).equals(PosixFilePermissions.fromString("rw-------"))) {
            faults.add("leaves what was copied for others to read");
        }
        if (!twice.equals(once) || !once.contains("KEY_ENCRYPTION_KEY=mine")) {
            faults.add("does not keep what is there");
        }
        if (!names.equals(asked())) {
            faults.add("makes others than are asked for");
        }
        if (values.size() < once.size()) {
            faults.add("makes one secret for two");
        }
        if (!values.stream().allMatch(value -> value.equals("mine") || value.length() >= 43)) {
            faults.add("makes a secret that can be guessed");
        }
        if (!Files.getPosixFilePermissions(run(folder, script, folder + "/new"))
                .equals(PosixFilePermissions.fromString("rw-------"))) {
            faults.add("lets others read");
        }
        return faults;
    }

    /** Each topic had a Java of its own. */
    @Test
    void makesAllTopicsOfTheClusterByOneProgram() throws Exception {
        JsonNode topics =
                Documents.read(Documents.path("docker-compose.yml")).get(0).at("/services/kafka-topics");
        List<String> program = new ArrayList<>();
        topics.path("entrypoint").forEach(word -> program.add(word.asText()));
        assertThat(program).startsWith("java").endsWith("-cp", "topics/*", Topics.class.getName());
        assertThat(topics.path("command").get(0).asText()).isEqualTo("/files/k8s/infrastructure/kafka-topics.yaml");
        // with these alone LocalKafkaIT makes them
        String copied = Files.readString(Documents.path("Dockerfile"))
                .replaceAll("(?s).*# what makes Kafka's topics there\n(.*?) topics/\n.*", "$1");
        assertThat(copied.lines().flatMap(line -> Arrays.stream(line.split("\\s+"))))
                .filteredOn(word -> word.startsWith("/"))
                .extracting(word -> word.replaceAll(".*/(.*)-\\*\\.jar", "$1"))
                .containsExactly("local", "kafka-clients", "snakeyaml", "slf4j-api");
    }

    /** Otherwise what they have started goes on, and what is given for one call is forgotten by the next. */
    @Test
    void tellsCommandsThatHoldForAllProfilesAndForLaterOnes() throws IOException {
        for (String file : List.of("README.md", "docs/runbooks/logs.md")) {
            String text = Files.readString(Documents.path(file));
            assertThat(text).as(file).doesNotContainPattern("docker compose (?!--profile '\\*' )[^\\n]*\\bdown\\b");
            assertThat(text).as(file).doesNotContainPattern("[A-Z_]+=\\S+ docker compose");
        }
    }

    private static String compose() {
        return Services.text(Documents.path("docker-compose.yml"));
    }

    /** The variables that must be given. */
    private static Set<String> asked() {
        Set<String> asked = new TreeSet<>();
        ComposeRules.VARIABLE
                .matcher(compose())
                .results()
                .filter(variable ->
                        variable.group(2) != null && variable.group(2).startsWith(":?"))
                .forEach(variable -> asked.add(variable.group(1)));
        return asked;
    }

    /** A copy of a script in which something else stands. */
    private static Path changed(String script, String right, String wrong, Path folder) throws IOException {
        String text = Files.readString(Documents.path(script));
        assertThat(text).contains(right);
        return Files.writeString(folder.resolve("changed.sh"), text.replace(right, wrong == null ? "" : wrong));
    }

    /** Whoever runs a release takes the images that it has pushed, and of the others makes their own. */
    @Test
    void theGuideToAReleaseMakesWhatNoReleaseHas() {
        List<String> others =
                ComposeRules.services(Services.text(Documents.path("docker-compose.yml"))).values().stream()
                        .map(service -> service.path("image").asText())
                        .filter(image -> image.startsWith("emporium/") && !image.contains("-service:"))
                        .toList();
        String guide = Services.text(Documents.path("docs/releasing.md"));

        assertThat(others).as("images that release.yml does not push").isNotEmpty();
        assertThat(guide)
                .contains("docker compose pull --ignore-pull-failures")
                .doesNotContain("docker compose pull`", "--no-build");
    }

    /** A program that writes down what it is called with, and reads whatever it is given to read. */
    static Path fake(Path folder, String program) throws IOException {
        Path calls = folder.resolve("calls");
        Path file =
                Files.writeString(folder.resolve(program), "#!/bin/sh\necho \"$@\" >>" + calls + "\ncat >/dev/null\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return calls;
    }

    /** Runs a script, which finds the folder's programs first; gives its last argument as a path. */
    private static Path run(Path folder, Path script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .inheritIO()
                // what is inherited is the way by which the build speaks to this process
                .redirectInput(new File("/dev/null"));
        builder.environment().put("PATH", folder + ":" + Commands.PATH);
        assertThat(builder.start().waitFor()).isZero();
        return Path.of(arguments[arguments.length - 1]);
    }
}
