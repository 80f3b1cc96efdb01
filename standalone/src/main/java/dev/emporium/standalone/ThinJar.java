package dev.emporium.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * A program as Maven has packaged it, beside its libraries.
 *
 * @param libraries in the order of its class path
 */
record ThinJar(Path jar, String mainClass, List<Path> libraries) {

    static ThinJar of(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Attributes manifest = file.getManifest().getMainAttributes();
            String libraries = manifest.getValue(Attributes.Name.CLASS_PATH);
            return new ThinJar(
                    jar,
                    manifest.getValue(Attributes.Name.MAIN_CLASS),
                    libraries == null
                            ? List.of()
                            : Arrays.stream(libraries.split(" "))
                                    .map(jar::resolveSibling)
                                    .toList());
        }
    }

    /** What tells a file from the one that was there before. */
    static String state(Path file) throws IOException {
        return Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis();
    }
}
