package dev.emporium.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A secret of this platform alone: 256 random bits, made when it is asked for first. It lives and dies with the data, in a
 * file that only its owner can read.
 */
final class SecretFile {

    private static final String OWNER_ONLY = "rw-------";

    private final Path file;

    private SecretFile(Path file) {
        this.file = file;
    }

    /** What customer-service encrypts its signing keys with; without it nobody could read the data. */
    static SecretFile keyEncryption(Path data) {
        return new SecretFile(data.resolve("key-encryption.key"));
    }

    /** By what customer-service knows the service. */
    static SecretFile client(Path data, Service service) {
        return new SecretFile(data.resolve(service.name() + ".key"));
    }

    /** The password of the superuser of PostgreSQL, as whom everything in the data is reached. */
    static SecretFile database(Path data) {
        return new SecretFile(data.resolve("postgres.key"));
    }

    /** That of the role as which a service reaches its own database. */
    static SecretFile database(Path data, Service service) {
        return new SecretFile(data.resolve("postgres-" + service.databaseUser() + ".key"));
    }

    Path file() {
        return file;
    }

    /** The secret in Base64, a new one if there is none; of an empty one nothing is left to be kept. */
    String text() {
        try {
            if (!Files.exists(file) || Files.size(file) == 0) {
                create();
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("The key in " + file + " cannot be read or written: " + e.getMessage(), e);
        }
    }

    void forget() throws IOException {
        Files.deleteIfExists(file);
    }

    /** In its place, and on the disk, when it is whole: half a key would make all data useless. */
    private void create() throws IOException {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        Path whole = Files.createTempFile(
                Files.createDirectories(file.getParent()),
                file.getFileName().toString(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        Files.writeString(whole, Base64.getEncoder().encodeToString(key) + "\n");
        force(whole);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        force(file.getParent());
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            channel.force(true);
        }
    }
}
