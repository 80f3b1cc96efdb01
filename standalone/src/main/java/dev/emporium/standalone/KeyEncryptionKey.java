package dev.emporium.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What customer-service encrypts its signing keys with: 256 random bits, made at the first start. It lives and dies with
 * the data, which nobody could read without it, in a file that only its owner can read.
 */
final class KeyEncryptionKey {

    private static final String OWNER_ONLY = "rw-------";

    private KeyEncryptionKey() {}

    static Path file(Path data) {
        return data.resolve("key-encryption.key");
    }

    /** The key of this data folder in Base64, a new one if there is none. */
    static String of(Path data) {
        Path file = file(data);
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("The key in " + file + " cannot be read or written: " + e.getMessage(), e);
        }
    }

    /** Moved into place when it is whole: half a key would make all data useless. */
    private static void create(Path file) throws IOException {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        Path whole = Files.createTempFile(
                Files.createDirectories(file.getParent()),
                file.getFileName().toString(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        Files.writeString(whole, Base64.getEncoder().encodeToString(key) + "\n");
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
