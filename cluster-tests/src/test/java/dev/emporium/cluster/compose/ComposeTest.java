package dev.emporium.cluster.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Schemas;
import dev.emporium.cluster.render.Services;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposeTest {
    /** Without these a service starts somewhere else than in this file. */
    private static final Set<String> REQUIRED = Set.of(
            "ROOT_PATH",
            "HTTP_PORT",
            "ADMIN_PORT",
            "DATABASE_URL",
            "DATABASE_USER",
            "DATABASE_PASSWORD",
            "KAFKA_BOOTSTRAP_SERVERS",
            "KEY_ENCRYPTION_KEY",
            "JWKS_URL");
    /** Their starts write into the images' own folders. */
    private static final Set<String> WRITABLE = Set.of("kafka", "elasticsearch", "kibana");

    /** The VOLUME lines of the images' Dockerfiles. */
    private static final Map<String, List<String>> IMAGE_VOLUMES = Map.of(
            "postgres", List.of("/var/lib/postgresql"),
            "apache/kafka", List.of("/etc/kafka/secrets", "/mnt/shared/config", "/var/lib/kafka/data"),
            "prom/prometheus", List.of("/prometheus"));

    /** Each run of the script takes a moment, and is the same for the same environment. */
    private static final Map<JsonNode, String> DATABASES = new ConcurrentHashMap<>();

    /** A secret, or one of several with whose it is; or one that may be none. */
    private static final String ASKED = "([\\w-]+:)?\\$\\{\\w+:\\?[^}]+}";

    private static final String OPTIONAL = "\\$\\{\\w+:-}";

    private static final Pattern PUBLISHED = Pattern.compile("127\\.0\\.0\\.1:(\\$\\{.*}):(\\d+)");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(:?[-?][^}]*)?}");

    @Test
    void keepsTheRulesOfTheHouse() throws IOException {
        assertThat(faults(compose())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "stop_grace_period: 40s       | stop_grace: 40s               | stop_grace",
                "DATABASE_USER: cart          | DATABSE_USER: cart            | cart-service does not read DATABSE_USER",
                "PRODUCT_SERVICE_URL: http    | ORDER_SERVICE_URL: http       | cart-service does not read ORDER_SERVICE_URL",
                "JWKS_URL: http               | X_URL: http                   | order-service: JWKS_URL is not set",
                "CART_SERVICE_URL: http       | LOG_LEVEL: http               | order-service: CART_SERVICE_URL is not set",
                "      KEY_ENCRYPTION_KEY: $  | #                             | customer-service: KEY_ENCRYPTION_KEY is not set",
                "KEY_ENCRYPTION_KEY:?         | KEY_ENCRYPTION_KEY:-secret    | customer-service: KEY_ENCRYPTION_KEY is not asked for",
                "${SHIPPING_CLIENT_SECRET:?   | ${SHIPPING_CLIENT_SECRET:-a}${X:? | customer-service: SERVICE_CLIENT_SECRETS is not asked for",
                "{SMTP_PASSWORD:-}            | {SMTP_PASSWORD:-secret}       | notification-service: SMTP_PASSWORD is not asked for",
                "POSTGRES_PASSWORD:?          | POSTGRES_PASSWORD:-postgres   | postgres: POSTGRES_PASSWORD is not asked for",
                "postgres:18.6                | postgres                      | postgres: image postgres is not pinned",
                "postgres:18.6                | postgres:latest               | postgres: image postgres:latest is not pinned",
                "postgres:18.6                | example:5000/postgres         | postgres: image example:5000/postgres is not pinned",
                "SERVICE: order-service       | SERVICE: order                | order-service: there is no order to build",
                "SERVICE: order-service       | SERVCE: order-service         | order-service: the Dockerfile has no argument SERVCE",
                "http://payment-provider:8090 | http://payment-provider:8091  | payment-service: there is no service at http://payment-provider:8091",
                "target: simulators           | target: simulator             | payment-provider: the Dockerfile has no stage simulator",
                "/files/compose/envoy.yaml    | /files/compose/envoi.yaml     | gateway: /files/compose/envoi.yaml is not there",
                "/files/compose/envoy.yaml    | /compose/envoy.yaml           | gateway: nobody gives it /compose/envoy.yaml",
                "./compose:/from/compose:ro   | ./composed:/from/compose:ro   | files: ./composed is not there",
                "      - files:/files:ro       | - ./logging:/files:ro         | mounts ./logging, whose modes are the checkout's",
                "      - files:/files:ro       | - ./logging:/files:ro         | is not given files",
                "tmpfs: [/etc/kafka/secrets, /mnt/shared/config] | tmpfs: [/tmp] | kafka: /etc/kafka/secrets would be an anonymous volume",
                "kafka:/var/lib               | kavka:/var/lib                | kafka: there is no volume kavka",
                "HTTP_PORT: ~8003~            | HTTP_PORT: ~8013~             | order-service: no Mapping leads to port 8013",
                "ADMIN_PORT: ~9003~           | ADMIN_PORT: ~9013~            | order-service: ADMIN_PORT is not 9003",
                "ROOT_PATH: /carts            | ROOT_PATH: /cart              | cart-service: no Mapping leads to /cart",
                "\\n  cart-service:           | \\n  basket-service:           | Mapping cart-service leads to no service",
                "127.0.0.1:${GATEWAY_PORT     | ${GATEWAY_PORT                | gateway: ports are open to the network",
                "  read_only: true            |   read_only: false            | read_only",
                "cap_drop: [ALL]              | cap_drop: [NET_RAW]           | cap_drop",
                "no-new-privileges:true       | no-new-privileges:false       | no-new-privileges",
                "    mem_limit: 1g            |                               | kafka: no mem_limit",
                "mem_limit: 1g                | mem_limit: 1g\\n    privileged: true | kafka: privileged",
                "kafka: {condition: service_healthy} | kafka: {condition: service_started} | starts when kafka has been started",
                "kafka: {condition: service_healthy} | kaffka: {condition: service_healthy} | kaffka, which is not there",
                "tempo: {condition: service_started} | tempo: {condition: service_healthy} | health of tempo, which has no check",
                "depends_on:\\n      prometheus: {condition: service_healthy} | depends_on: [prometheus] | grafana: says not what it waits for",
                "environment: {LOG_DIR: /tmp, KAFKA_HEAP_OPTS: -Xmx128m} | environment: [TOPICS_PASSWORD=secret] | kafka-topics: lists its environment",
                "HTTP_PORT: ~8003~            | HTTP_PORT: ~8013~             | order-service: HTTP_PORT is not that of the design",
                "\\n  cart-service:           | \\n  basket-service:           | basket-service: there is no such service",
                "${LOG_FORMAT                 | ${LOG_FORM                    | .env.example says nothing of LOG_FORM",
                "EmporiumOnOneMachine0A       | Emporium                      | kafka: CLUSTER_ID is none",
                "EmporiumOnOneMachine0A       | AAAAAAAAAAAAAAAAAAAAAA        | kafka: CLUSTER_ID is none",
                "postgres:5432/orders         | postgres:5432/order           | order-service: databases.sh makes no order of order",
                "      CART_DATABASE_PASSWORD: $ | #                           | cart-service: databases.sh makes no cart of cart",
                "http://product-service:8001/products | http://product-service:8002/products | no service at http://product-service:8002/products",
            })
    void findsWhatBreaksARule(String right, String wrong, String fault) throws IOException {
        String good = plain(right);
        assertThat(compose()).contains(good);

        assertThat(faults(compose().replace(good, plain(wrong))))
                .anySatisfy(found -> assertThat(found).contains(fault));
    }

    /** How the table above writes quotes and ends of lines. */
    private static String plain(String text) {
        return text == null ? "" : text.replace('~', '"').replace("\\n", "\n");
    }

    @Test
    void scrapesEveryServiceWhereItServesItsMetrics(@TempDir Path folder) throws Exception {
        Path script = Documents.path("compose/targets.sh");

        assertThat(scraped(script, folder)).isEqualTo(served());
        assertThat(Files.readString(Documents.path("compose/prometheus.yaml")))
                .contains("files: [/files/compose/targets.yaml]");
        Path other = changed("compose/targets.sh", "$2 + 1000", "$2", Files.createDirectory(folder.resolve("other")));
        assertThat(scraped(other, folder)).isNotEqualTo(served());
    }

    /** By the script, where the container has it. */
    private static Set<String> scraped(Path script, Path folder) throws Exception {
        Path k8s = folder.resolve("k8s");
        if (!Files.exists(k8s)) {
            Files.createSymbolicLink(k8s, Documents.path("k8s"));
        }
        Path there = Files.createDirectories(folder.resolve("compose")).resolve("targets.sh");
        Files.copy(script, there, StandardCopyOption.REPLACE_EXISTING);
        run(folder, there, "");
        Set<String> targets = new TreeSet<>();
        Documents.read(there.resolveSibling("targets.yaml"))
                .get(0)
                .findValues("targets")
                .forEach(list -> list.forEach(target -> targets.add(target.asText())));
        return targets;
    }

    private static Set<String> served() throws IOException {
        Set<String> served = new TreeSet<>();
        services(compose()).forEach((name, service) -> {
            if (name.endsWith("-service")) {
                served.add(name + ":" + service.at("/environment/ADMIN_PORT").asText());
            }
        });
        return served;
    }

    /** As the container's shell does it. */
    @Test
    void theGatewayIsWellOnceItFindsEveryService() throws Exception {
        JsonNode compose = Documents.parse(compose()).get(0);
        String check =
                compose.at("/services/gateway/healthcheck/test/3").asText().replace("$$", "$");
        String list = check.substring(check.indexOf("$(") + 2, check.indexOf(")\n"));
        String command = list.replace(
                "/files/compose/envoy.yaml",
                Documents.path("compose/envoy.yaml").toString());

        Set<String> collections = Set.of(
                Commands.run(Documents.path(""), "bash", "-c", command).output().split("\\s+"));
        assertThat(collections)
                .isEqualTo(mappings().stream()
                        .map(mapping -> mapping.at("/spec/prefix").asText())
                        .filter(prefix -> prefix.endsWith("(/.*)?"))
                        .map(prefix -> prefix.replaceAll("^/|\\(.*", ""))
                        .collect(Collectors.toSet()));
    }

    @Test
    void makesEverySecretOnceAndKeepsIt(@TempDir Path folder) throws Exception {
        assertThat(secretFaults(Documents.path("compose/secrets.sh"), folder)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "grep -q                         | false                | does not keep what is there",
                ">>                              | >                    | does not keep what is there",
                "[A-Z_]*\\):?                   | [A-Z_]*Y\\):?         | makes others than are asked for",
                "[A-Z_]*\\):?                   | [A-Z_]*\\):            | makes others than are asked for",
                "/dev/urandom                    | /dev/zero            | makes one secret for two",
                "head -c 32                      | head -c 8            | makes a secret that can be guessed",
                "chmod 600                       | chmod 644            | lets others read",
                "chmod 600                       | chmod 644            | leaves what was copied for others to read",
            })
    void findsWhatIsWrongWithTheSecrets(String right, String wrong, String fault, @TempDir Path folder)
            throws Exception {
        Files.copy(Documents.path("docker-compose.yml"), folder.resolve("docker-compose.yml"));
        Path script = changed("compose/secrets.sh", right, wrong, Files.createDirectories(folder.resolve("compose")));

        assertThat(secretFaults(script, folder)).contains(fault);
    }

    private static List<String> secretFaults(Path script, Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("env"), "KEY_ENCRYPTION_KEY=mine\n");
        run(folder, script, file.toString());
        List<String> once = Files.readAllLines(file);
        run(folder, script, file.toString());
        List<String> twice = Files.readAllLines(file);
        Set<String> names = new TreeSet<>();
        Set<String> values = new TreeSet<>();
        once.forEach(line -> {
            names.add(line.replaceAll("=.*", ""));
            values.add(line.replaceAll("^\\w+=", ""));
        });

        List<String> faults = new ArrayList<>();
        if (!Files.getPosixFilePermissions(file).equals(PosixFilePermissions.fromString("rw-------"))) {
            faults.add("leaves what was copied for others to read");
        }
        if (!twice.equals(once) || !once.contains("KEY_ENCRYPTION_KEY=mine")) {
            faults.add("does not keep what is there");
        }
        if (!names.equals(asked())) {
            faults.add("makes others than are asked for");
        }
        if (values.size() < once.size()) {
            faults.add("makes one secret for two");
        }
        if (!values.stream().allMatch(value -> value.equals("mine") || value.length() >= 43)) {
            faults.add("makes a secret that can be guessed");
        }
        if (!Files.getPosixFilePermissions(run(folder, script, folder + "/new"))
                .equals(PosixFilePermissions.fromString("rw-------"))) {
            faults.add("lets others read");
        }
        return faults;
    }

    @Test
    void makesTheTopicsOfTheCluster(@TempDir Path folder) throws Exception {
        assertThat(topicsMadeBy(Documents.path("compose/topics.sh"), folder)).isEqualTo(topics());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--if-not-exists           |",
                "--partitions \"$partitions\" | --partitions 1",
                "retention.ms=$retention   | retention.ms=1",
                "\"name:\"                 | \"kind:\"",
                "</dev/null                |",
            })
    void findsWhatIsWrongWithTheTopics(String right, String wrong, @TempDir Path folder) throws Exception {
        Path script = changed("compose/topics.sh", right, wrong, folder);

        assertThat(topicsMadeBy(script, folder)).isNotEqualTo(topics());
    }

    private static List<String> topics() {
        List<String> topics = Documents.read(Documents.path("k8s/infrastructure/kafka-topics.yaml")).stream()
                .map(topic -> String.format(
                        "--bootstrap-server kafka:9092 --create --if-not-exists --topic %s --partitions %d"
                                + " --replication-factor 1 --config retention.ms=%s",
                        topic.at("/metadata/name").asText(),
                        topic.at("/spec/partitions").asInt(),
                        topic.at("/spec/config/retention.ms").asText()))
                .toList();
        assertThat(topics).isNotEmpty();
        return topics;
    }

    private static List<String> topicsMadeBy(Path script, Path folder) throws Exception {
        Path calls = fake(folder, "kafka-topics.sh");
        run(
                folder,
                script,
                Documents.path("k8s/infrastructure/kafka-topics.yaml").toString(),
                "kafka:9092");
        assertThat(Files.readAllLines(calls)).first().isEqualTo("--bootstrap-server kafka:9092 --list");
        return Files.readAllLines(calls).subList(1, Files.readAllLines(calls).size());
    }

    /** Each call starts a Java. */
    @Test
    void startsKafkasToolOnceWhenAllTopicsAreThere(@TempDir Path folder) throws Exception {
        List<String> names = Documents.read(Documents.path("k8s/infrastructure/kafka-topics.yaml")).stream()
                .map(topic -> topic.at("/metadata/name").asText())
                .toList();
        Path calls = fake(folder, "kafka-topics.sh");
        Files.writeString(
                folder.resolve("kafka-topics.sh"),
                "echo '" + String.join("\n", names) + "'\n",
                java.nio.file.StandardOpenOption.APPEND);

        run(
                folder,
                Documents.path("compose/topics.sh"),
                Documents.path("k8s/infrastructure/kafka-topics.yaml").toString(),
                "kafka:9092");

        assertThat(Files.readAllLines(calls)).containsExactly("--bootstrap-server kafka:9092 --list");
    }

    /** Otherwise what they have started goes on, and what is given for one call is forgotten by the next. */
    @Test
    void tellsCommandsThatHoldForAllProfilesAndForLaterOnes() throws IOException {
        for (String file : List.of("README.md", "docs/runbooks/logs.md")) {
            String text = Files.readString(Documents.path(file));
            assertThat(text).as(file).doesNotContainPattern("docker compose (?!--profile '\\*' )[^\\n]*\\bdown\\b");
            assertThat(text).as(file).doesNotContainPattern("[A-Z_]+=\\S+ docker compose");
        }
    }

    private static String compose() throws IOException {
        return Files.readString(Documents.path("docker-compose.yml"));
    }

    private static Map<String, JsonNode> services(String text) {
        Map<String, JsonNode> services = new TreeMap<>();
        Documents.parse(text)
                .get(0)
                .get("services")
                .properties()
                .forEach(service -> services.put(service.getKey(), service.getValue()));
        return services;
    }

    /** The variables that must be given. */
    private static Set<String> asked() throws IOException {
        Set<String> asked = new TreeSet<>();
        VARIABLE.matcher(compose())
                .results()
                .filter(variable ->
                        variable.group(2) != null && variable.group(2).startsWith(":?"))
                .forEach(variable -> asked.add(variable.group(1)));
        return asked;
    }

    private static List<String> faults(String text) throws IOException {
        ObjectNode document = (ObjectNode) Documents.parse(text).get(0);
        List<String> faults = new ArrayList<>(Schemas.violations("compose/compose-spec", document));
        Map<String, JsonNode> services = services(text);
        for (Map.Entry<String, JsonNode> entry : services.entrySet()) {
            Checked service = new Checked(entry.getKey(), entry.getValue(), services, faults);
            service.hardening();
            service.secrets();
            service.files(document.path("volumes"));
            service.clusterId();
            service.read();
            service.anonymousVolumes();
            service.order();
            service.build();
            if (entry.getKey().endsWith("-service")) {
                service.environment();
                service.addresses();
            }
        }
        String example = Files.readString(Documents.path(".env.example"));
        VARIABLE.matcher(text)
                .results()
                .map(variable -> variable.group(1))
                .filter(name -> !name.matches("\\w+_(DATABASE_PASSWORD|CLIENT_SECRET)"))
                .filter(name -> !Pattern.compile("(?m)^#?" + name + "=")
                        .matcher(example)
                        .find())
                .forEach(name -> faults.add(".env.example says nothing of " + name));
        for (JsonNode mapping : mappings()) {
            String target = mapping.at("/spec/service").asText().replaceAll(":.*", "");
            if (!services.containsKey(target)) {
                faults.add("Mapping " + mapping.at("/metadata/name").asText() + " leads to no service");
            }
        }
        return faults;
    }

    private static List<JsonNode> mappings() {
        return Documents.readAll(Documents.path("emissary")).stream()
                .filter(object -> object.path("kind").asText().equals("Mapping"))
                .filter(object -> object.at("/spec/service").asText().matches(".*-service:\\d+"))
                .toList();
    }

    /** One service of the file; what is wrong with it goes to the faults. */
    private record Checked(String name, JsonNode service, Map<String, JsonNode> services, List<String> faults) {
        private void expect(boolean holds, String fault) {
            if (!holds) {
                faults.add(name + ": " + fault);
            }
        }

        private String variable(String variable) {
            return service.path("environment").path(variable).asText();
        }

        void hardening() {
            String image = service.path("image").asText();
            expect(image.matches(".*:(?!latest)[^/]+"), "image " + image + " is not pinned");
            expect(service.path("read_only").asBoolean() || WRITABLE.contains(name), "read_only is not true");
            expect(service.path("cap_drop").toString().equals("[\"ALL\"]"), "cap_drop is not ALL");
            expect(service.path("security_opt").toString().contains("no-new-privileges:true"), "no no-new-privileges");
            expect(service.has("mem_limit"), "no mem_limit");
            expect(!service.path("privileged").asBoolean(), "privileged");
            service.path("ports")
                    .forEach(port -> expect(port.asText().startsWith("127.0.0.1:"), "ports are open to the network"));
        }

        void secrets() {
            expect(!service.path("environment").isArray(), "lists its environment");
            service.path("environment").properties().forEach(variable -> {
                boolean secret = variable.getKey().matches(".*(PASSWORD|SECRETS?|_KEY)");
                expect(
                        !secret || variable.getValue().asText().matches(OPTIONAL + "|" + ASKED + "(, " + ASKED + ")*"),
                        variable.getKey() + " is not asked for");
            });
        }

        void files(JsonNode volumes) {
            service.path("volumes").forEach(mount -> {
                String source = mount.asText().split(":")[0];
                if (source.startsWith(".")) {
                    expect(Files.exists(Documents.path(source)), source + " is not there");
                    expect(name.equals("files"), "mounts " + source + ", whose modes are the checkout's");
                } else {
                    expect(volumes.has(source), "there is no volume " + source);
                }
            });
        }

        /** What is read comes from the service that makes it readable for all, and before. */
        void read() {
            Pattern.compile("[\"=](/(?:files/)?(?:compose|logging|k8s)/[\\w./-]+)\"")
                    .matcher(service.path("command") + " " + service.path("entrypoint"))
                    .results()
                    .map(file -> file.group(1))
                    .forEach(file -> {
                        String path = file.replaceFirst("^/files/", "");
                        expect(file.startsWith("/files/"), "nobody gives it " + file);
                        expect(
                                !file.startsWith("/files/") || Files.exists(Documents.path(path)),
                                file + " is not there");
                    });
            boolean reads = service.path("command").toString().contains("/files/")
                    || service.path("environment").toString().contains("/files/")
                    || service.path("entrypoint").toString().contains("\"/files/");
            expect(!reads || service.path("volumes").toString().contains("files:/files:ro"), "is not given files");
        }

        /** What an image declares as a volume and nobody mounts stays behind for ever. */
        void anonymousVolumes() {
            IMAGE_VOLUMES.forEach((image, paths) -> paths.stream()
                    .filter(path -> service.path("image").asText().startsWith(image + ":"))
                    .filter(path -> !service.path("volumes").toString().contains(":" + path + "\"")
                            && !service.path("tmpfs").toString().contains("\"" + path + "\""))
                    .forEach(path -> expect(false, path + " would be an anonymous volume")));
        }

        void order() {
            expect(!service.path("depends_on").isArray(), "says not what it waits for");
            service.path("depends_on").properties().forEach(needed -> {
                String other = needed.getKey();
                String condition = needed.getValue().path("condition").asText();
                expect(services.containsKey(other), "waits for " + other + ", which is not there");
                JsonNode awaited = services.getOrDefault(other, service);
                expect(
                        !awaited.has("healthcheck") || !condition.equals("service_started"),
                        "starts when " + other + " has been started, not when it is ready");
                expect(
                        awaited.has("healthcheck") || !condition.equals("service_healthy"),
                        "waits for the health of " + other + ", which has no check");
            });
        }

        /** As Kafka's own tools make one. */
        void clusterId() {
            if (service.path("environment").has("CLUSTER_ID")) {
                String id = variable("CLUSTER_ID");
                expect(id.matches("[\\w-]{22}") && !Uuid.fromString(id).equals(Uuid.ZERO_UUID), "CLUSTER_ID is none");
            }
        }

        void build() {
            service.at("/build/args").properties().forEach(argument -> {
                expect(
                        dockerfile().contains("\nARG " + argument.getKey()),
                        "the Dockerfile has no argument " + argument.getKey());
                String module = argument.getValue().asText();
                expect(Files.exists(Documents.path(module, "pom.xml")), "there is no " + module + " to build");
            });
            String target = service.at("/build/target").asText();
            expect(
                    target.isEmpty() || dockerfile().contains(" AS " + target + "\n"),
                    "the Dockerfile has no stage " + target);
        }

        private static String dockerfile() {
            try {
                return Files.readString(Documents.path("Dockerfile"));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        void environment() throws IOException {
            Path configuration = Documents.path(name, "src/main/resources/config.yaml");
            if (!Files.exists(configuration)) {
                expect(false, "there is no such service");
                return;
            }
            Map<String, String> defaults = new TreeMap<>();
            Matcher read = Pattern.compile("\\$\\{(\\w+):-([^}]*)}").matcher(Services.configuration(name));
            while (read.find()) {
                defaults.put(read.group(1), read.group(2));
            }
            service.path("environment").fieldNames().forEachRemaining(variable -> {
                if (!defaults.containsKey(variable)) {
                    faults.add(name + " does not read " + variable);
                }
            });
            defaults.forEach((variable, otherwise) -> expect(
                    service.path("environment").has(variable)
                            || !(REQUIRED.contains(variable) || otherwise.contains("localhost")),
                    variable + " is not set"));
            String admin =
                    Integer.toString(1000 + service.at("/environment/HTTP_PORT").asInt());
            expect(variable("ADMIN_PORT").equals(admin), "ADMIN_PORT is not " + admin);
            expect(variable("HTTP_PORT").equals(defaults.get("HTTP_PORT")), "HTTP_PORT is not that of the design");
            String database = variable("DATABASE_URL").replaceAll(".*/", "");
            expect(
                    databases(services.get("databases").path("environment"))
                            .contains("--set=database=" + database + " --set=owner=" + variable("DATABASE_USER")
                                    + " --set=password=" + variable("DATABASE_PASSWORD")),
                    "databases.sh makes no " + database + " of " + variable("DATABASE_USER"));
        }

        /** Where the gateway finds it, and where it finds others. */
        void addresses() {
            String address = name + ":" + variable("HTTP_PORT");
            List<JsonNode> own = mappings().stream()
                    .filter(mapping -> mapping.at("/spec/service").asText().equals(address))
                    .toList();
            expect(!own.isEmpty(), "no Mapping leads to port " + variable("HTTP_PORT"));
            expect(
                    own.isEmpty()
                            || own.stream().anyMatch(mapping -> mapping.at("/spec/prefix")
                                    .asText()
                                    .equals(variable("ROOT_PATH") + "(/.*)?")),
                    "no Mapping leads to " + variable("ROOT_PATH"));
            service.path("environment").properties().forEach(variable -> {
                String url = variable.getValue().asText();
                expect(
                        !url.startsWith("http")
                                || services.entrySet().stream()
                                        .flatMap(Checked::roots)
                                        .anyMatch(url::startsWith),
                        "there is no service at " + url);
            });
        }

        /** Where it answers: to the others, and where it has published a port, to a browser. */
        private static Stream<String> roots(Map.Entry<String, JsonNode> other) {
            JsonNode environment = other.getValue().path("environment");
            String own = "http://" + other.getKey() + ":";
            List<String> roots = new ArrayList<>();
            if (environment.has("HTTP_PORT")) {
                roots.add(own
                        + environment.get("HTTP_PORT").asText()
                        + environment.path("ROOT_PATH").asText("/"));
            }
            other.getValue().path("ports").forEach(published -> {
                Matcher port = PUBLISHED.matcher(published.asText());
                if (port.matches()) {
                    roots.add(own + port.group(2));
                    roots.add("http://localhost:" + port.group(1));
                }
            });
            return roots.stream();
        }
    }

    /** The calls with which databases.sh makes what it is told to. */
    private static String databases(JsonNode environment) {
        return DATABASES.computeIfAbsent(environment, told -> {
            try {
                Path folder = Files.createTempDirectory("databases");
                Path calls = fake(folder, "psql");
                List<String> command = new ArrayList<>(List.of("env", "PATH=" + folder + ":" + System.getenv("PATH")));
                told.properties()
                        .forEach(variable -> command.add(
                                variable.getKey() + "=" + variable.getValue().asText()));
                command.addAll(List.of("bash", "-c", "bash compose/databases.sh </dev/null"));
                assertThat(Commands.run(Documents.path(""), command.toArray(String[]::new))
                                .exit())
                        .isZero();
                return Files.readString(calls);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }

    /** A copy of a script in which something else stands. */
    private static Path changed(String script, String right, String wrong, Path folder) throws IOException {
        String text = Files.readString(Documents.path(script));
        assertThat(text).contains(right);
        return Files.writeString(folder.resolve("changed.sh"), text.replace(right, wrong == null ? "" : wrong));
    }

    /** A program that writes down what it is called with, and reads whatever it is given to read. */
    private static Path fake(Path folder, String program) throws IOException {
        Path calls = folder.resolve("calls");
        Path file =
                Files.writeString(folder.resolve(program), "#!/bin/sh\necho \"$@\" >>" + calls + "\ncat >/dev/null\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return calls;
    }

    /** Runs a script, which finds the folder's programs first; gives its last argument as a path. */
    private static Path run(Path folder, Path script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .inheritIO()
                // what is inherited is the way by which the build speaks to this process
                .redirectInput(new File("/dev/null"));
        builder.environment().put("PATH", folder + ":" + Commands.PATH);
        assertThat(builder.start().waitFor()).isZero();
        return Path.of(arguments[arguments.length - 1]);
    }
}
