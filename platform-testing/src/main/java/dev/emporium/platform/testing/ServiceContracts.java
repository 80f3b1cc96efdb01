package dev.emporium.platform.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.platform.service.EmporiumService;
import dev.emporium.platform.service.ServiceConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The descriptions in {@code contracts/openapi}: what a service says of itself, and others rely on. */
public final class ServiceContracts {
    private static final Path FOLDER = Path.of(System.getProperty("repository.root", ".."), "contracts", "openapi");
    private static final String RENEW = "RENEW_CONTRACTS";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final DefaultPrettyPrinter PRETTY =
            new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));

    private ServiceContracts() {}

    /**
     * What is committed of a service, to hold a stub of it against.
     *
     * @param collection where the stub is, as in {@code /products}
     */
    public static ApiDescription of(String service, String collection) {
        try {
            return new ApiDescription(
                    URI.create("http://stub" + collection + "/openapi.json"),
                    JSON.readTree(file(service).toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Holds what a running service says of itself against what is committed, or commits itself to that: where {@code
     * RENEW_CONTRACTS} is in the environment, and nothing breaks that is not meant to.
     *
     * @param description the address of its description, under its collection
     */
    public static void assertKept(String service, URI description) throws IOException, InterruptedException {
        String text = comparable(HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(description).build(), BodyHandlers.ofString())
                .body());
        // nothing else is worth the time: what is as it was committed is held against the last release elsewhere
        List<String> faults = Files.exists(file(service)) && text.equals(Files.readString(file(service)))
                ? List.of()
                : ReleasedContracts.here().faults(service, JSON.readTree(text));
        assertThat(faults)
                .as("what %s breaks of the last release. If it is meant to: contracts/breaks.yaml", service)
                .isEmpty();
        if (System.getenv(RENEW) != null) {
            Files.createDirectories(FOLDER);
            Files.writeString(file(service), text);
        }
        assertThat(file(service))
                .as("what %s says of itself. If it is meant to: ./run_tests.sh --renew-contracts", service)
                .exists()
                .hasContent(text);
    }

    /**
     * Starts a service with nothing beside it, and does the same.
     *
     * @param collection where its resources are, as in {@code /products}
     */
    public static <C extends ServiceConfiguration> void assertKept(
            String service, Class<? extends EmporiumService<C>> type, String collection)
            throws IOException, InterruptedException {
        try (var running = TestService.start(
                type,
                TestPostgres.create(),
                "rootPath=" + collection,
                "kafka.bootstrapServers=127.0.0.1:1",
                // said here, since what another test overrides holds for the whole process while its service runs
                "tokens.jwksUrl=http://localhost:8006/customers/.well-known/jwks.json")) {
            assertKept(service, running.uri(collection + "/openapi.json"));
        }
    }

    private static Path file(String service) {
        return FOLDER.resolve(service + ".json");
    }

    /** In one order, and without what each release changes. */
    static String comparable(String description) throws IOException {
        JsonNode document = JSON.readTree(description);
        ((ObjectNode) document.path("info")).put("version", "0");
        Object sorted = JSON.treeToValue(document, Object.class);
        return JSON.writer(PRETTY).writeValueAsString(sorted) + "\n";
    }
}
