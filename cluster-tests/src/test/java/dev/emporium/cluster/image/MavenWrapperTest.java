package dev.emporium.cluster.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenWrapperTest {
    @TempDir
    private Path folder;

    /** Whoever gets hold of a repository, or is in between, gives this machine no program. */
    @Test
    void runsNothingButTheMavenThatIsMeant() throws Exception {
        AtomicReference<String> asked = new AtomicReference<>();
        HttpServer repository = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        repository.createContext("/", exchange -> {
            asked.set(exchange.getRequestURI().getPath());
            byte[] other = "another archive".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, other.length);
            exchange.getResponseBody().write(other);
            exchange.close();
        });
        repository.start();
        try {
            Commands.Result result = Commands.run(
                    Documents.path(""),
                    "env",
                    "no_proxy=127.0.0.1",
                    "MAVEN_USER_HOME=" + folder,
                    "MVNW_REPOURL=http://127.0.0.1:" + repository.getAddress().getPort(),
                    "./mvnw",
                    "--version");

            assertThat(result.exit()).isNotZero();
            assertThat(result.output()).contains("Failed to validate Maven distribution SHA-256");
            assertThat(asked.get()).endsWith("-bin.zip");
        } finally {
            repository.stop(0);
        }
    }

    @Test
    void fetchesTheMavenThatImagesAreBuiltWith() throws IOException {
        Properties wrapper = new Properties();
        try (Reader file = Files.newBufferedReader(Documents.path(".mvn/wrapper/maven-wrapper.properties"))) {
            wrapper.load(file);
        }
        String version =
                Files.readString(Documents.path("Dockerfile")).replaceAll("(?s).*?FROM maven:([\\d.]+)-.*", "$1");

        assertThat(wrapper.getProperty("distributionType")).isEqualTo("only-script");
        assertThat(wrapper.getProperty("distributionUrl")).endsWith("/apache-maven-" + version + "-bin.zip");
        assertThat(wrapper.getProperty("distributionSha256Sum")).matches("[0-9a-f]{64}");
    }
}
