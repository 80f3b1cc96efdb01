package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {

    @TempDir
    Path folder;

    private SecretFile file(String data) {
        return SecretFile.keyEncryption(folder.resolve(data));
    }

    @Test
    void isMadeOnceForADataFolder() {
        String key = file("data").text();

        assertThat(Base64.getDecoder().decode(key)).hasSize(32);
        assertThat(file("data").text()).isEqualTo(key);
        assertThat(file("other").text()).isNotEqualTo(key);
    }

    @Test
    void isAnotherForEachService() {
        Service cart = new Service("cart-service", "/carts", 8002, List.of());
        Service order = new Service("order-service", "/orders", 8003, List.of());

        assertThat(List.of(
                        file("data").text(),
                        SecretFile.client(folder.resolve("data"), cart).text(),
                        SecretFile.client(folder.resolve("data"), order).text()))
                .doesNotHaveDuplicates();
    }

    @Test
    void isForItsOwnerOnlyUntilItIsForgotten() throws Exception {
        SecretFile file = SecretFile.keyEncryption(folder);
        file.text();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.file())))
                .isEqualTo("rw-------");
        assertThat(folder.toFile().list()).hasSize(1);
        file.forget();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void isOnTheDiskBeforeItIsUsed() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path events = folder.resolve("events.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileForce").withoutThreshold();
            recording.start();
            file("data").text();
            recording.stop();
            recording.dump(events);
        }

        List<String> forced = RecordingFile.readAllEvents(events).stream()
                .map(event -> event.getString("path"))
                .filter(path -> path.startsWith(data.toString()))
                .toList();
        assertThat(forced).hasSize(2);
        assertThat(forced.get(0)).startsWith(data.resolve("key-encryption.key").toString());
        assertThat(forced.get(1)).isEqualTo(data.toString());
    }

    @Test
    void isMadeAnewWhereAPowerCutHasLeftNothingOfIt() throws Exception {
        Files.createFile(folder.resolve("key-encryption.key"));

        assertThat(Base64.getDecoder().decode(SecretFile.keyEncryption(folder).text()))
                .hasSize(32);
    }
}
