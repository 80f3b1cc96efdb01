package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTest {

    @TempDir
    Path home;

    private void write(String name, String values) throws Exception {
        Path folder = Files.createDirectories(home.resolve("k8s").resolve(name));
        Files.writeString(folder.resolve("values.yaml"), values);
    }

    @Test
    void onOneMachineAreTheServicesOfTheCluster() throws Exception {
        write("order-service", "name: order-service\nport: 8003\nrootPath: /orders\n");
        write("key-service", "name: key-service\nport: 8002\nrootPath: /keys\nsecrets: [KEY_ENCRYPTION_KEY, OTHER]\n");
        write("mail-service", "name: mail-service\nport: 8009\nrootPath: /mails\nsecrets: [SERVICE_CLIENT_SECRET]\n");
        Files.createDirectories(home.resolve("k8s/chart"));

        List<Service> all = Service.all(home);

        assertThat(all)
                .extracting(service ->
                        service.name() + " " + service.collection() + " " + service.port() + " " + service.database())
                .containsExactly(
                        "key-service /keys 8002 key",
                        "order-service /orders 8003 orders",
                        "mail-service /mails 8009 mail");
        assertThat(all).filteredOn(Service::makesTokens).containsExactly(all.get(0));
        assertThat(all).filteredOn(Service::hasTokenOfItsOwn).containsExactly(all.get(2));
    }

    @Test
    void ofThisRepositoryOneMakesTheTokens() {
        assertThat(Service.all(Path.of(System.getProperty("repository.root"))))
                .filteredOn(Service::makesTokens)
                .extracting(Service::name)
                .containsExactly("customer-service");
    }

    @Test
    void saysThatThereAreNone() {
        assertThatThrownBy(() -> Service.all(home))
                .hasMessageContaining(home.resolve("k8s").toString());
    }
}
