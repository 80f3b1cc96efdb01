package dev.emporium.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The gateway on one machine and an Envoy that is configured as Emissary configures its own do the same; so does, where its
 * compiler is at hand, the one that Emissary has configured.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayAgreementIT {

    static final Path REPOSITORY = Path.of(System.getProperty("repository.root"));

    private final Map<String, TinyUpstream> services = new HashMap<>();
    private Gateway standalone;
    private LocalEnvoy envoy;
    private LocalEnvoy emissary;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Map<String, Integer> ports = new HashMap<>();
        for (String service : List.of("product-service", "order-service", "customer-service", "payment-service")) {
            services.put(service, TinyUpstream.answering(0, GatewayAgreementIT::answer));
            ports.put(service, services.get(service).port());
        }
        ports.put("cart-service", LocalEnvoy.freePort());
        Map<String, String> environment = new HashMap<>();
        ports.forEach((service, port) ->
                environment.put(service.toUpperCase().replace('-', '_') + "_PORT", Integer.toString(port)));
        standalone = Gateway.start(impatientMappings(folder), 0, environment);
        if (LocalEnvoy.binary() != null) {
            envoy = LocalEnvoy.start(REPOSITORY.resolve("compose/envoy.yaml"), folder, ports);
            if (CompiledEmissary.python() != null) {
                emissary = CompiledEmissary.of(REPOSITORY, "local").start("http", folder, ports, folder);
            }
        }
    }

    /** Nobody wants to wait for twenty seconds to see a time-out. */
    static Path impatientMappings(Path folder) throws IOException {
        Path mappings = Files.createDirectory(folder.resolve("emissary"));
        try (Stream<Path> files = Files.list(REPOSITORY.resolve("emissary"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file)
                        .replace(" timeout_ms: 5000", " timeout_ms: 3000")
                        .replace("idle_timeout_ms: 20000", "idle_timeout_ms: 4500");
                Files.writeString(mappings.resolve(file.getFileName()), text);
            }
        }
        return mappings;
    }

    @AfterAll
    void stop() {
        if (envoy != null) {
            envoy.close();
        }
        if (emissary != null) {
            emissary.close();
        }
        if (standalone != null) {
            standalone.close();
        }
        services.values().forEach(TinyUpstream::close);
    }

    private static String answer(String request) {
        if (request.contains("/silent")) {
            return null;
        }
        if (request.contains("/hang-up")) {
            return "";
        }
        String id = new Message(request).header("x-request-id");
        return "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Request-Id: " + id + "\r\n\r\n";
    }

    static List<AgreedRequest> requests() throws IOException {
        return AgreedRequest.read();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void holdsOnOneMachine(AgreedRequest request) throws Exception {
        request.verify("standalone", standalone.port(), services);
    }

    /** Without an Envoy one is enough to say so. */
    static List<AgreedRequest> requestsOfEnvoy() throws IOException {
        return LocalEnvoy.binary() == null ? requests().subList(0, 1) : requests();
    }

    @ParameterizedTest
    @MethodSource("requestsOfEnvoy")
    void holdsInEnvoy(AgreedRequest request) throws Exception {
        assumeTrue(envoy != null, LocalEnvoy.ABSENT);
        request.verify("envoy", envoy.port(), services);
    }

    /** Without one, one is enough to say so. */
    static List<AgreedRequest> requestsOfEmissary() throws IOException {
        return CompiledEmissary.python() == null ? requests().subList(0, 1) : requestsOfEnvoy();
    }

    @ParameterizedTest
    @MethodSource("requestsOfEmissary")
    void holdsInWhatEmissaryCompiles(AgreedRequest request) throws Exception {
        assumeTrue(CompiledEmissary.python() != null, CompiledEmissary.ABSENT);
        assumeTrue(emissary != null, LocalEnvoy.ABSENT);
        request.verify("envoy", emissary.port(), services);
    }

    @Test
    void noticesWhenTheyDisagree() {
        List<AgreedRequest> wrong = new ArrayList<>();
        wrong.add(AgreedRequest.of(Map.of("ask", "GET /products", "is", "order-service GET /products")));
        wrong.add(AgreedRequest.of(Map.of("ask", "GET /products", "is", "product-service GET /products/")));
        wrong.add(AgreedRequest.of(Map.of("ask", "GET /products", "is", "404 route_not_found")));
        wrong.add(AgreedRequest.of(
                Map.of("ask", "GET /products", "is", "product-service GET /products", "sees", Map.of("Host", ""))));

        assertThat(wrong).allSatisfy(request -> assertThat(failure(request)).isInstanceOf(AssertionError.class));
    }

    private Throwable failure(AgreedRequest request) {
        try {
            request.verify("standalone", standalone.port(), services);
            return null;
        } catch (Exception | AssertionError e) {
            return e;
        }
    }
}
