package dev.emporium.local;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;

/**
 * Programs out of Maven artifacts, unpacked once per version and user. They are outside the data folder, since every test
 * has one of its own and unpacking takes seconds.
 */
public final class ProgramCache {

    /** Writes a program into an empty folder. */
    @FunctionalInterface
    interface Unpacking {
        void into(Path folder) throws IOException;
    }

    private ProgramCache() {}

    /**
     * The folder of a program, unpacked now if need be. It is written under a temporary name and then renamed, so that
     * several processes may ask at once.
     */
    static Path folder(String name, Unpacking program) throws IOException {
        Path home = cache().resolve(name);
        if (Files.isDirectory(home)) {
            return home;
        }
        Path temporary = Files.createTempDirectory(home.getParent(), "unpacking-");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            program.into(temporary);
            Files.move(temporary, home);
        } catch (IOException e) {
            // a full disk is not to be filled further by each try
            deleteRecursively(temporary);
            if (!Files.isDirectory(home)) {
                throw e;
            }
            // another process was faster, and its copy is as good
        }
        return home;
    }

    private static Path cache() throws IOException {
        Path user = Path.of(System.getProperty("user.home"));
        if (Files.isWritable(user) && !Unprivileged.asNobody()) {
            return Files.createDirectories(user.resolve(".cache/emporium"));
        }
        Path cache = Files.createDirectories(
                Path.of(System.getProperty("java.io.tmpdir"), "emporium-" + System.getProperty("user.name")));
        // everybody can write there, and somebody may have thought of the name before
        if (!Files.getAttribute(cache, "unix:uid").equals((int) new UnixSystem().getUid())) {
            throw new CannotRun(cache + " belongs to somebody else, and what is in it is to be run: remove it");
        }
        return cache;
    }

    /** Deletes a folder and all in it; what is not there is fine. */
    public static void deleteRecursively(Path folder) throws IOException {
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
