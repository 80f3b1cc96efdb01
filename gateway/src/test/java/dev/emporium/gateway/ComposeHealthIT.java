package dev.emporium.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What docker compose takes for a healthy gateway, asked of the one that has the same routes. */
class ComposeHealthIT {

    private static final Path REPOSITORY = Path.of(System.getProperty("repository.root"));

    private final Map<String, TinyUpstream> services = new HashMap<>();
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        Map<String, String> ports = new HashMap<>();
        for (String service : List.of("PRODUCT", "CART", "ORDER", "PAYMENT", "SHIPPING", "CUSTOMER", "NOTIFICATION")) {
            TinyUpstream upstream = TinyUpstream.answering(0, request -> TinyUpstream.OK);
            services.put(service, upstream);
            ports.put(service + "_SERVICE_PORT", Integer.toString(upstream.port()));
        }
        gateway = Gateway.start(REPOSITORY.resolve("emissary"), 0, ports);
    }

    @AfterEach
    void stop() {
        gateway.close();
        services.values().forEach(TinyUpstream::close);
    }

    @Test
    void isWellWithARouteToEachService() throws Exception {
        assertThat(healthCheck()).isZero();
        assertThat(services.values())
                .allSatisfy(service -> assertThat(service.requests().poll()).isNotNull());
    }

    @Test
    void isNotWellWhileOneCannotBeReached() throws Exception {
        for (TinyUpstream service : List.copyOf(services.values())) {
            int port = service.port();
            service.close();

            assertThat(healthCheck()).isNotZero();

            services.values().remove(service);
            services.put("port " + port, TinyUpstream.answering(port, request -> TinyUpstream.OK));
        }
        assertThat(healthCheck()).isZero();
    }

    @Test
    void isNotWellWhileItDoesNotListen() throws Exception {
        gateway.close();

        assertThat(healthCheck()).isNotZero();
    }

    @Test
    void isNotWellWithoutAnyRoutes() throws Exception {
        assertThat(healthCheck("/nowhere")).isNotZero();
    }

    private int healthCheck() throws IOException, InterruptedException {
        return healthCheck(REPOSITORY.toString());
    }

    /** @param files where the container has the repository's files */
    private int healthCheck(String files) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        // a dollar sign is written twice for docker compose
        command()
                .forEach(word -> command.add(word.replace("$$", "$")
                        .replace(" /files/", " " + files + "/")
                        .replace("/127.0.0.1/8080", "/127.0.0.1/" + gateway.port())));
        assertThat(command.remove(0)).isEqualTo("CMD");
        Process check = new ProcessBuilder(command).redirectErrorStream(true).start();
        check.getInputStream().readAllBytes();
        assertThat(check.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return check.exitValue();
    }

    @SuppressWarnings("unchecked")
    private static List<String> command() throws IOException {
        try (Reader file = Files.newBufferedReader(REPOSITORY.resolve("docker-compose.yml"))) {
            Map<String, Object> compose = new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
            Object gateway = ((Map<String, Object>) compose.get("services")).get("gateway");
            Object check = ((Map<String, Object>) gateway).get("healthcheck");
            return (List<String>) ((Map<String, Object>) check).get("test");
        }
    }
}
