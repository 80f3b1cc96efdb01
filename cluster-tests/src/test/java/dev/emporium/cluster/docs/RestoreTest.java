package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.cluster.argo.ArgoCd;
import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Schemas;
import dev.emporium.cluster.render.Services;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands of the runbook make of a database's cluster, with a kubectl that has one and keeps what it is given. */
class RestoreTest {
    private static final Path PAGE = Documents.path("docs/runbooks/backup-and-restore.md");
    private static final Pattern COMMANDS = Pattern.compile("(?ms)^ *```\n(.*?)^ *```$");
    private static final String AS_ARGO_CD = "--server-side --field-manager=argocd-controller";
    private static final String DATABASE = "order-service-database";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @BeforeEach
    void haveACluster() throws Exception {
        assumeTrue(
                Commands.run(folder, "sh", "-c", "command -v jq").exit() == 0,
                "there is no jq to follow the runbook with");
        for (String kind : List.of("Cluster", "NetworkPolicy")) {
            ObjectNode object = Services.everything("production")
                    .find(kind, DATABASE)
                    .orElseThrow()
                    .deepCopy();
            object.withObject("/metadata").put("resourceVersion", "1").put("uid", "2");
            object.putObject("status").put("phase", "Cluster in healthy state");
            Files.writeString(folder.resolve("get-" + kind.toLowerCase()), object.toString());
        }
        Path program = Files.writeString(
                folder.resolve("kubectl"),
                """
                #!/bin/sh
                case "$1" in
                  get) exec cat "$0/../get-$2" ;;
                  *) echo "$*" >>"$0/../arguments" && exec cat >>"$0/../$1" ;;
                esac
                """
                        .replace("$0/..", folder.toString()));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    /** CloudNativePG refuses two ways to begin, and an archive in which there is something already. */
    @Test
    void makesOneThatComesFromTheArchiveAndGoesOnWithIt() throws Exception {
        JsonNode before = read("get-cluster");
        follow("restored.json");

        JsonNode restored = read("restored.json");
        assertThat(Schemas.violations(restored)).isEmpty();
        assertThat(restored.at("/metadata/name").asText()).isEqualTo(DATABASE);
        assertThat(restored.at("/metadata").has("uid")).isFalse();
        assertThat(restored.has("status")).isFalse();
        assertThat(restored.at("/metadata/annotations")
                        .path("cnpg.io/skipEmptyWalArchiveCheck")
                        .asText())
                .isEqualTo("enabled");
        assertThat(restored.at("/spec/bootstrap").fieldNames()).toIterable().containsExactly("recovery");
        assertThat(restored.at("/spec/bootstrap/recovery/database"))
                .isEqualTo(before.at("/spec/bootstrap/initdb/database"));
        assertThat(restored.at("/spec/bootstrap/recovery/owner")).isEqualTo(before.at("/spec/bootstrap/initdb/owner"));
        assertThat(restored.at("/spec/externalClusters/0/name"))
                .isEqualTo(restored.at("/spec/bootstrap/recovery/source"));
        assertThat(restored.at("/spec/externalClusters/0/barmanObjectStore/serverName")
                        .asText())
                .isEqualTo(DATABASE);
        assertThat(restored.at("/spec/backup")).isEqualTo(before.at("/spec/backup"));
    }

    /** The namespace lets nobody in whom no policy names, the operator neither. */
    @Test
    void triesItBesideTheOldOneWhereItsOperatorGetsIn() throws Exception {
        follow("restored.json");

        List<JsonNode> tried = ArgoCd.list(read("create").path("items"));
        assertThat(tried).hasSize(2).allSatisfy(object -> {
            assertThat(Schemas.violations(object)).isEmpty();
            assertThat(object.at("/metadata/name").asText()).isEqualTo("tried");
        });
        JsonNode cluster = tried.get(0);
        assertThat(cluster.path("spec").has("backup"))
                .as("it writes to the archive")
                .isFalse();
        assertThat(cluster.at("/spec/externalClusters/0/barmanObjectStore/serverName")
                        .asText())
                .isEqualTo(DATABASE);
        assertThat(cluster.at("/spec/instances").asInt()).isEqualTo(1);
        assertThat(cluster.at("/spec/postgresql").has("synchronous"))
                .as("it waits for others")
                .isFalse();
        assertThat(tried.get(1)
                        .at("/spec/podSelector/matchLabels")
                        .path("cnpg.io/cluster")
                        .asText())
                .isEqualTo("tried");
    }

    /** Argo CD adds what git has to what is there, which would be two ways to begin; and leaves what others have written. */
    @Test
    void leavesToArgoCdWhatGitHas() throws Exception {
        JsonNode before = read("get-cluster");
        follow("restored.json");
        follow("kubectl apply");

        JsonNode left = read("apply");
        assertThat(Schemas.violations(left)).isEmpty();
        assertThat(left.path("spec")).isEqualTo(before.path("spec"));
        assertThat(left.path("metadata").fieldNames()).toIterable().containsExactly("name");
        assertThat(folder.resolve("arguments"))
                .content()
                .contains("apply " + AS_ARGO_CD)
                .doesNotContain("replace");
        assertThat(PAGE).content().contains("kubectl apply " + AS_ARGO_CD + " --filename restored.json");
    }

    /** Each block of the page that has to do with it. */
    private void follow(String what) throws Exception {
        List<String> blocks = COMMANDS.matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains(what))
                .toList();
        assertThat(blocks).as("commands with " + what).isNotEmpty();
        for (String block : blocks) {
            Commands.Result result = Commands.run(folder, "bash", "-euc", "PATH=\"" + folder + ":$PATH\"\n" + block);
            assertThat(result.exit()).as(block + result.output()).isZero();
        }
    }

    private JsonNode read(String file) throws Exception {
        return JSON.readTree(folder.resolve(file).toFile());
    }
}
