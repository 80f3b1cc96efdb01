package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyEncryptionKeyTest {

    @TempDir
    Path folder;

    @Test
    void isMadeOnceForADataFolder() {
        String key = KeyEncryptionKey.of(folder.resolve("data"));

        assertThat(Base64.getDecoder().decode(key)).hasSize(32);
        assertThat(KeyEncryptionKey.of(folder.resolve("data"))).isEqualTo(key);
        assertThat(KeyEncryptionKey.of(folder.resolve("other"))).isNotEqualTo(key);
    }

    @Test
    void isForItsOwnerOnly() throws Exception {
        KeyEncryptionKey.of(folder);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(KeyEncryptionKey.file(folder))))
                .isEqualTo("rw-------");
        assertThat(folder.toFile().list()).hasSize(1);
    }
}
