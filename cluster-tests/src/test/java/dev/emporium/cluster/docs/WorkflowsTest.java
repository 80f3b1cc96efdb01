package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cluster.render.Broken;
import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.RulesTest;
import dev.emporium.cluster.render.Services;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkflowsTest extends RulesTest<String> {
    private static final String RIGHT =
            Services.text(Documents.path("cluster-tests/src/test/resources/right/workflow.yaml"));

    @TempDir
    private Path folder;

    WorkflowsTest() {
        super("workflows", Workflows.OF_EACH);
    }

    @Override
    protected Map<String, String> documents() {
        Map<String, String> all = new HashMap<>(Map.of("what fixtures change", RIGHT));
        Workflows.files().forEach(file -> all.put(file.getFileName().toString(), Services.text(file)));
        // a job that pushes says both: that it has the right, and that it means to
        all.put(
                "a job that pushes",
                RIGHT.replace("credentials: false", "credentials: true")
                        .replace("    timeout", "    permissions: {contents: write}\n    timeout"));
        return all;
    }

    @Override
    protected String broken(Broken fixture) {
        return fixture.in(RIGHT);
    }

    @Test
    void actionlintFindsNothing() throws Exception {
        List<String> actionlint = Linters.actionlint();

        assertThat(Linters.run(actionlint, Documents.path(""))).isEqualTo(new Commands.Result(0, ""));
        Path broken = Files.writeString(
                folder.resolve("broken.yml"), RIGHT.replace("github.event.head", "githib.event.head"));
        assertThat(Linters.run(actionlint, folder, broken.toString()).output()).contains("githib");
    }

    @Test
    void zizmorFindsNothing() throws Exception {
        List<String> zizmor = Linters.zizmor();

        Commands.Result result = Linters.run(zizmor, Documents.path(""), "--quiet", "--offline", ".");
        assertThat(result.output()).contains("No findings");
        assertThat(result.exit()).isZero();
        Path workflows = Files.createDirectories(folder.resolve(".github/workflows"));
        Files.writeString(
                workflows.resolve("broken.yml"), RIGHT.replace("{persist-credentials: false}", "{ref: main}"));
        assertThat(Linters.run(zizmor, folder, "--quiet", "--offline", ".").output())
                .contains("artipacked");
    }
}
