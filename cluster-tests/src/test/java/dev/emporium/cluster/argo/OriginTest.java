package dev.emporium.cluster.argo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cluster.render.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As the pipeline has it: one commit that is checked out, without those before it. */
class OriginTest {
    @TempDir
    private Path folder;

    private Path checkout;

    @BeforeEach
    void checkOutOneCommit() throws Exception {
        Path written = Files.createDirectories(folder.resolve("written"));
        git(written, "init", "--quiet");
        for (String text : new String[] {"first", "second"}) {
            Files.writeString(written.resolve("file"), text);
            git(written, "add", "file");
            git(written, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "--quiet", "--message=" + text);
        }
        git(folder, "clone", "--quiet", "--depth=1", "file://" + written, "checkout");
        checkout = folder.resolve("checkout");
        Files.writeString(checkout.resolve("file"), "not committed");
    }

    @Test
    void whatThePipelineHasCheckedOutCanBeFetchedAsArgoCdDoesIt() throws Exception {
        try (Origin origin = new Origin(checkout, folder.resolve("emporium"))) {
            assertThat(fetch("emporium")).isEqualTo("second");

            String commit = origin.commit(Map.of("file", "third"));
            assertThat(fetch("emporium")).isEqualTo("third");
            assertThat(git(folder.resolve("emporium"), "rev-parse", Origin.BRANCH))
                    .isEqualToIgnoringWhitespace(commit);
        }
    }

    /** Everything again with {@code --force --prune}, into a repository without anything. */
    private String fetch(String from) throws Exception {
        Path fetched = Files.createTempDirectory(folder, "fetched");
        git(fetched, "init", "--quiet");
        git(fetched, "remote", "add", "origin", "file://" + folder.resolve(from));
        git(fetched, "fetch", "--quiet", "origin", "--tags", "--force", "--prune");
        git(fetched, "checkout", "--quiet", "--force", "origin/" + Origin.BRANCH);
        return Files.readString(fetched.resolve("file"));
    }

    private static String git(Path folder, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Commands.Result result = Commands.run(folder, command);
        assertThat(result.exit()).as(result.output()).isZero();
        return result.output();
    }
}
