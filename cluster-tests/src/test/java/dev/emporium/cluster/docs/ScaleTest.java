package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class ScaleTest {

    @Test
    void thePageHasWhatTheModelMakesOfTheFigures() throws Exception {
        assumeThat(isThere("python3")).as("there is python3").isTrue();

        Commands.Result model =
                Commands.run(Documents.path(""), "python3", "benchmarks/scale.py", "model", "benchmarks/figures.json");

        assertThat(model.exit()).as(model.output()).isZero();
        String page = Files.readString(Documents.path("docs/scale.md"));
        assertThat(page.replaceAll("(?s).*<!-- benchmarks/scale.py model -->\n|<!-- end -->.*", "")
                        .strip())
                .isEqualTo(model.output().strip());
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            return Commands.run(Documents.path(""), program, "--version").exit() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
