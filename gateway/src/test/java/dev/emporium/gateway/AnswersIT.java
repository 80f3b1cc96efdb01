package dev.emporium.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What monitoring/ asks of a gateway, the one on one machine and an Envoy tell alike. */
class AnswersIT {

    private static final Pattern COUNT =
            Pattern.compile("(?m)^(envoy_(?:cluster_upstream|http_downstream)_rq_xx)\\{(.*)} (\\d+)$");

    private final HttpClient client = HttpClient.newHttpClient();
    private TinyUpstream products;
    private Map<String, Integer> services;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        products = TinyUpstream.answering(
                0,
                request -> request.contains("/silent")
                        ? null
                        : request.contains("/wrong")
                                ? "HTTP/1.1 500 Wrong\r\nContent-Length: 0\r\n\r\n"
                                : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        services = Map.of("product-service", products.port(), "cart-service", LocalEnvoy.freePort());
    }

    @AfterEach
    void stop() {
        products.close();
    }

    @Test
    void areCountedOnOneMachine() throws Exception {
        Map<String, String> environment = services.entrySet().stream()
                .collect(Collectors.toMap(
                        service -> service.getKey().toUpperCase().replace('-', '_') + "_PORT",
                        service -> service.getValue().toString()));
        try (Gateway gateway = Gateway.start(GatewayAgreementIT.impatientMappings(folder), 0, environment)) {
            areCounted(gateway.port(), gateway.adminPort());
        }
    }

    /** What begins with the failures of a scrape's interval is no increase. */
    @Test
    void beginWithNone() throws Exception {
        try (Gateway gateway = Gateway.start(GatewayAgreementIT.impatientMappings(folder), 0, Map.of())) {
            String text = client.send(request(gateway.adminPort(), "/metrics").build(), BodyHandlers.ofString())
                    .body();
            assertThat(text)
                    .contains("envoy_cluster_upstream_rq_xx{envoy_response_code_class=\"5\","
                            + "envoy_cluster_name=\"cart-service\"} 0\n");
        }
    }

    @Test
    void areCountedInEnvoy() throws Exception {
        assumeTrue(LocalEnvoy.binary() != null, LocalEnvoy.ABSENT);
        Path configuration = GatewayAgreementIT.REPOSITORY.resolve("compose/envoy.yaml");
        try (LocalEnvoy envoy = LocalEnvoy.start(configuration, folder, services)) {
            areCounted(envoy.port(), envoy.adminPort());
        }
    }

    private void areCounted(int port, int adminPort) throws Exception {
        assertThat(status(port, "GET", "/products/1")).isEqualTo(200);
        assertThat(status(port, "GET", "/products/wrong")).isEqualTo(500);
        assertThat(status(port, "GET", "/products/silent")).isEqualTo(504);
        assertThat(status(port, "GET", "/carts/1")).isEqualTo(503);
        // these reach no service
        assertThat(status(port, "GET", "/nothing")).isEqualTo(404);
        assertThat(status(port, "OPTIONS", "/products/1")).isEqualTo(200);

        Map<String, Integer> expected = Map.of(
                "product-service 2", 1,
                "product-service 5", 2,
                "cart-service 5", 1,
                "gateway 2", 2,
                "gateway 4", 1,
                "gateway 5", 3);
        // an answer is there before it is counted
        while (!counts(adminPort).equals(expected)) {
            LockSupport.parkNanos(50_000_000);
        }
    }

    private int status(int port, String method, String path) throws Exception {
        return client.send(
                        request(port, path)
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .header("Origin", "https://shop.example")
                                .header("Access-Control-Request-Method", "GET")
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    /** How many, by whose answer it was and the first digit of its status. */
    private Map<String, Integer> counts(int adminPort) throws Exception {
        Map<String, Integer> counts = new TreeMap<>();
        String text = client.send(request(adminPort, "/metrics").build(), BodyHandlers.ofString())
                .body();
        COUNT.matcher(text).results().forEach(count -> {
            String whose = label(count.group(2), "envoy_cluster_name|envoy_http_conn_manager_prefix");
            if (!count.group(3).equals("0") && (whose.equals("gateway") || services.containsKey(whose))) {
                counts.put(
                        whose + " " + label(count.group(2), "envoy_response_code_class"),
                        Integer.valueOf(count.group(3)));
            }
        });
        return counts;
    }

    private static String label(String labels, String names) {
        return Pattern.compile("(?:" + names + ")=\"([^\"]*)\"")
                .matcher(labels)
                .results()
                .map(label -> label.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }
}
