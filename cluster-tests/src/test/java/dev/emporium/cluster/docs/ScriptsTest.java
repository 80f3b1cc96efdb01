package dev.emporium.cluster.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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
        try (Stream<Path> files =
                Files.find(root, 4, (file, attributes) -> file.toString().endsWith(".sh"))) {
            return files.map(root::relativize)
                    .map(Path::toString)
                    .filter(file -> !file.contains("target/") && !file.startsWith(".data"))
                    .sorted()
                    .toArray(String[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
