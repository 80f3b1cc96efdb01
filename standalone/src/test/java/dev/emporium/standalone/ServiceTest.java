package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceTest {
    private static final Path CLUSTER = Path.of(System.getProperty("repository.root"), "k8s");

    @Test
    void onOneMachineAreTheServicesOfTheCluster() throws IOException {
        List<String> cluster = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(CLUSTER, "*-service")) {
            for (Path folder : folders) {
                cluster.add(Files.readString(folder.resolve("values.yaml"))
                        .lines()
                        .filter(line -> line.matches("(name|port|rootPath): .*"))
                        .toList()
                        .toString());
            }
        }

        assertThat(Service.ALL)
                .extracting(service -> List.of(
                                "name: " + service.name(),
                                "port: " + service.port(),
                                "rootPath: " + service.collection())
                        .toString())
                .containsExactlyInAnyOrderElementsOf(cluster);
    }
}
