package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptsTest {
    @TempDir
    private Path folder;

    @Test
    void shellcheckFindsNothing() throws Exception {
        List<String> shellcheck = Linters.shellcheck();

        String[] scripts = scripts();
        assertThat(scripts).hasSizeGreaterThan(10);
        assertThat(Linters.run(shellcheck, Documents.path(""), scripts)).isEqualTo(new Commands.Result(0, ""));
        Path broken = Files.writeString(folder.resolve("broken.sh"), "#!/bin/sh\nrm $1/*\n");
        assertThat(Linters.run(shellcheck, folder, broken.toString()).output()).contains("SC2086");
    }

    static String[] scripts() {
        Path root = Documents.path("");
        return Documents.ours(root).stream()
                .map(root::relativize)
                .map(Path::toString)
                .filter(file -> file.endsWith(".sh"))
                .sorted()
                .toArray(String[]::new);
    }
}
