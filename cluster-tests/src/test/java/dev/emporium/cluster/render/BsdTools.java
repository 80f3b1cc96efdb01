package dev.emporium.cluster.render;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tools whose options differ from system to system, each as {@code src/bsd.sh} in its name. */
final class BsdTools {
    private static final List<String> NAMES = List.of(
            "base64",
            "cp",
            "date",
            "find",
            "fmt",
            "grep",
            "head",
            "ln",
            "mktemp",
            "mv",
            "readlink",
            "sed",
            "sort",
            "stat",
            "touch",
            "xargs");

    private BsdTools() {}

    /** A folder for the front of a PATH. */
    static Path folder() {
        try {
            Path folder = Files.createDirectories(Documents.path("cluster-tests/target/bsd"));
            for (String name : NAMES) {
                Path tool = folder.resolve(name);
                if (!Files.exists(tool)) {
                    Files.deleteIfExists(tool);
                    Files.createSymbolicLink(tool, Documents.path("cluster-tests/src/bsd.sh"));
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
