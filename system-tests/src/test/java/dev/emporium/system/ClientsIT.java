package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.system.Http.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/**
 * What others make of the descriptions as they are served: linters find nothing to say, and the clients that are generated
 * from them compile and take a visitor from a guest's cart to an order of their own.
 */
@OnThePlatform
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
class ClientsIT {
    private static final Path SOURCES = Platform.root().resolve("system-tests/clients");
    private static final Path FOLDER = Platform.target().resolve("clients");
    private static final Path JAVA = FOLDER.resolve("java");
    private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final String NO_NPM =
            "There is no npm, of Node 20.19 or later, that can install system-tests/clients";

    private final Platform platform;
    private final Shop shop;
    private final Program programs;
    private boolean isInstalled;

    ClientsIT(Platform platform) {
        this.platform = platform;
        this.shop = Shop.at(platform);
        this.programs =
                new Program(FOLDER, Map.of("SHOP", gateway(), "REDOCLY_TELEMETRY", "off"), Duration.ofMinutes(4));
    }

    private String gateway() {
        return platform.gateway().toString();
    }

    @BeforeAll
    void copySources() throws IOException {
        Files.createDirectories(JAVA);
        Files.createDirectories(FOLDER.resolve("typescript"));
        for (String name : List.of(
                ".npmrc",
                ".spectral.yaml",
                "redocly.yaml",
                "package.json",
                "package-lock.json",
                "tsconfig.json",
                "typescript/shop.ts",
                "java/Shop.java")) {
            Files.copy(SOURCES.resolve(name), FOLDER.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The newest product is the first of the list, and a visitor takes what comes first. */
    @BeforeEach
    void haveSomethingOnSale() throws Exception {
        shop.createProduct("Thing for those who come with a client", 1000);
    }

    @Test
    void theRulesOfSpectralAndRedoclyFindNothing() throws Exception {
        installPackages();
        succeeds("npm", "run", "lint");
        finds(
                "operation-operationId",
                operation -> operation.remove("operationId"),
                "npx",
                "spectral",
                "lint",
                "--fail-severity=hint");
        finds("security-defined", operation -> operation.remove("security"), "npx", "redocly", "lint");
    }

    /** What is wrong with a description is seen. */
    private void finds(String rule, Consumer<ObjectNode> fault, String... linter) throws Exception {
        JsonNode description = shop.guest().get("/orders/openapi.json").json();
        fault.accept((ObjectNode) description.at("/paths/~1/post"));
        Files.writeString(FOLDER.resolve("broken.json"), description.toString());
        Program.Result result = programs.run(
                Stream.concat(Stream.of(linter), Stream.of("broken.json")).toArray(String[]::new));
        assertThat(result.exit()).as(result.output()).isNotZero();
        assertThat(result.output()).contains(rule);
    }

    @Test
    void aClientInTypeScriptTakesAGuestToAnOrder() throws Exception {
        installPackages();
        succeeds("npm", "run", "generate");
        succeeds("npm", "run", "compile");
        hasOrdered(succeeds("npm", "run", "shop"));
    }

    @Test
    void aClientInJavaTakesAGuestToAnOrder() throws Exception {
        List<String> generate = new ArrayList<>(List.of(
                JDK.resolve("java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                Platform.target().resolve("openapi-generator-cli.jar").toString(),
                "batch",
                "--fail-fast",
                "--clean"));
        for (String collection : Platform.COLLECTIONS) {
            generate.add(generatorFor(collection.substring(1)).toString());
        }
        assertThat(succeeds(generate.toArray(String[]::new)).output()).contains("[SUCCESS]");
        succeeds(
                JDK.resolve("javac").toString(),
                "-d",
                JAVA.resolve("classes").toString(),
                "-cp",
                CLASS_PATH,
                "@" + sources());
        hasOrdered(succeeds(
                JDK.resolve("java").toString(), "-cp", JAVA.resolve("classes") + ":" + CLASS_PATH, "Shop", gateway()));
    }

    private Path generatorFor(String collection) throws IOException {
        String name = "shop." + collection;
        Map<String, Object> configuration = Map.of(
                "generatorName",
                "java",
                "library",
                "native",
                "inputSpec",
                gateway() + "/" + collection + "/openapi.json",
                "outputDir",
                JAVA.resolve("generated").resolve(collection).toString(),
                "additionalProperties",
                Map.of(
                        "invokerPackage",
                        name,
                        "apiPackage",
                        name + ".api",
                        "modelPackage",
                        name + ".model",
                        "openApiNullable",
                        "false",
                        "useJakartaEe",
                        "true"),
                "globalProperties",
                Map.of("apiDocs", "false", "modelDocs", "false", "apiTests", "false", "modelTests", "false"));
        Path file = JAVA.resolve(collection + ".json");
        return Files.writeString(file, Http.JSON.valueToTree(configuration).toString());
    }

    /** A file that names them. */
    private static Path sources() throws IOException {
        try (Stream<Path> files = Files.walk(JAVA)) {
            List<String> names = files.map(Path::toString)
                    .filter(name -> name.endsWith(".java"))
                    .toList();
            return Files.write(JAVA.resolve("sources.txt"), names);
        }
    }

    private void hasOrdered(Program.Result visit) throws Exception {
        JsonNode read = Http.JSON.readTree(visit.lastLine());
        assertThat(read.path("status").asText()).as(visit.output()).isEqualTo("confirmed");
        Answer order = shop.order(read.path("order_id").asText());
        assertThat(order.text("customer_id"))
                .as(order.toString())
                .isEqualTo(read.path("customer_id").asText());
        assertThat(order.json().at("/items/0/quantity").asInt()).isEqualTo(3);
        assertThat(order.json().at("/items/0/line_total/amount").asText()).isEqualTo("30.00");
    }

    /** Once for all: it takes a quarter of a minute of a processor. */
    private void installPackages() throws InterruptedException {
        if (isInstalled) {
            return;
        }
        programs.need(
                NO_NPM,
                "node",
                "-e",
                "const [a, b] = process.versions.node.split('.'); process.exit(a > 20 || a == 20 && b >= 19 ? 0 : 1)");
        programs.need(NO_NPM, "npm", "ci", "--no-audit", "--no-fund");
        isInstalled = true;
    }

    private Program.Result succeeds(String... command) throws IOException, InterruptedException {
        Program.Result result = programs.run(command);
        assertThat(result.exit())
                .as(String.join(" ", command) + "\n" + result.output())
                .isZero();
        return result;
    }
}
