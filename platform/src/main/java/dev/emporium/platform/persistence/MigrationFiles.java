package dev.emporium.platform.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The files on the class path that {@code migrations.yaml} includes. */
public final class MigrationFiles {
    private static final List<String> FOLDERS = List.of("platform-migrations", "migrations");

    private MigrationFiles() {}

    /** Of their names and all that is in them: that of other files is another. */
    public static String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String folder : FOLDERS) {
                for (URL place :
                        Collections.list(MigrationFiles.class.getClassLoader().getResources(folder))) {
                    add(place, folder, digest);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(URL place, String folder, MessageDigest digest) throws IOException, URISyntaxException {
        if (!(place.openConnection() instanceof JarURLConnection inJar)) {
            add(Path.of(place.toURI()), digest);
            return;
        }
        try (FileSystem jar =
                FileSystems.newFileSystem(Path.of(inJar.getJarFileURL().toURI()))) {
            add(jar.getPath(folder), digest);
        }
    }

    private static void add(Path folder, MessageDigest digest) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                byte[] content = Files.readAllBytes(file);
                digest.update((file.getFileName() + " " + content.length + "\n").getBytes(StandardCharsets.UTF_8));
                digest.update(content);
            }
        }
    }
}
