package dev.emporium.cluster.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import dev.emporium.cluster.render.Rule;
import dev.emporium.cluster.render.Schemas;
import dev.emporium.cluster.render.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;

/** What must hold of docker-compose.yml. */
final class ComposeRules {
    static final List<Rule<String>> ALL = List.of(
            new Rule<>(
                    "it fits its schema",
                    text -> Schemas.violations(
                            "compose/compose-spec", Documents.parse(text).get(0))
                            .stream()),
            ofEach("a container can do no harm", Checked::hardening),
            ofEach("secrets are asked for", Checked::secrets),
            ofEach("what is mounted is there", Checked::files),
            ofEach("Kafka has the id of a cluster", Checked::clusterId),
            ofEach("what is read is given", Checked::read),
            ofEach("no volume has no name", Checked::anonymousVolumes),
            ofEach("what is needed is awaited", Checked::order),
            ofEach("what is built is there", Checked::build),
            ofOurs("a service is given what it reads and needs", Checked::environment),
            ofOurs("a service is found, and finds others", Checked::addresses),
            new Rule<>("PostgreSQL has connections for all", ComposeRules::connections),
            new Rule<>("the example names every variable", ComposeRules::unsaid),
            new Rule<>("a Mapping leads to a service", ComposeRules::lost));

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

    /** Of the last ones PostgreSQL lets nobody have any but its superuser. */
    private static final int CONNECTIONS_OF_THE_SUPERUSER = 3;

    /** Each run of the script takes a moment, and is the same for the same environment. */
    private static final Map<JsonNode, String> DATABASES = new ConcurrentHashMap<>();

    /** A secret, or one of several with whose it is; or one that may be none. */
    private static final String ASKED = "([\\w-]+:)?\\$\\{\\w+:\\?[^}]+}";

    private static final String OPTIONAL = "\\$\\{\\w+:-}";

    private static final Pattern PUBLISHED = Pattern.compile("127\\.0\\.0\\.1:(\\$\\{.*}):(\\d+)");

    private static final int OTLP = 4318;

    static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(:?[-?][^}]*)?}");

    private ComposeRules() {}

    private static Rule<String> ofEach(String name, Consumer<Checked> check) {
        return ofThose(service -> true, name, check);
    }

    /** Of what is made here. */
    private static Rule<String> ofOurs(String name, Consumer<Checked> check) {
        return ofThose(service -> service.endsWith("-service"), name, check);
    }

    private static Rule<String> ofThose(Predicate<String> those, String name, Consumer<Checked> check) {
        return Rule.adding(name, (text, faults) -> {
            Map<String, JsonNode> services = services(text);
            JsonNode volumes = Documents.parse(text).get(0).path("volumes");
            services.forEach((service, content) -> {
                if (those.test(service)) {
                    check.accept(new Checked(service, content, services, volumes, faults));
                }
            });
        });
    }

    private static Stream<String> unsaid(String text) {
        String example = Services.text(Documents.path(".env.example"));
        return VARIABLE.matcher(text)
                .results()
                .map(variable -> variable.group(1))
                .filter(name -> !name.matches("\\w+_(DATABASE_PASSWORD|CLIENT_SECRET)"))
                .filter(name -> !Pattern.compile("(?m)^#?" + name + "=")
                        .matcher(example)
                        .find())
                .map(name -> ".env.example says nothing of " + name);
    }

    /** For each service its pool, and the probe of readiness beside it. */
    private static Stream<String> connections(String text) {
        Map<String, JsonNode> services = services(text);
        int wanted = CONNECTIONS_OF_THE_SUPERUSER
                + services.keySet().stream()
                        .filter(service -> service.endsWith("-service"))
                        .mapToInt(service -> number(services.get(service).toString(), "\"DATABASE_POOL_SIZE\":\"(\\d+)")
                                .orElseGet(
                                        () -> number(Services.configuration(service), "\\{DATABASE_POOL_SIZE:-(\\d+)")
                                                .orElseThrow()))
                        .map(pool -> pool + 1)
                        .sum();
        int there = number(services.get("postgres").path("command").toString(), "max_connections=(\\d+)")
                .orElse(100);
        return wanted > there ? Stream.of("services may want " + wanted + " connections of " + there) : Stream.of();
    }

    private static Optional<Integer> number(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .findFirst();
    }

    private static Stream<String> lost(String text) {
        return mappings().stream()
                .filter(mapping -> !services(text)
                        .containsKey(mapping.at("/spec/service").asText().replaceAll(":.*", "")))
                .map(mapping -> "Mapping " + mapping.at("/metadata/name").asText() + " leads to no service");
    }

    static Map<String, JsonNode> services(String text) {
        Map<String, JsonNode> services = new TreeMap<>();
        Documents.parse(text)
                .get(0)
                .get("services")
                .properties()
                .forEach(service -> services.put(service.getKey(), service.getValue()));
        return services;
    }

    static List<JsonNode> mappings() {
        return Documents.readAll(Documents.path("emissary")).stream()
                .filter(object -> object.path("kind").asText().equals("Mapping"))
                .filter(object -> object.at("/spec/service").asText().matches(".*-service:\\d+"))
                .toList();
    }

    /** One service of the file; what is wrong with it goes to the faults. */
    private record Checked(
            String name, JsonNode service, Map<String, JsonNode> services, JsonNode volumes, Set<String> faults) {
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

        void files() {
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
            return Services.text(Documents.path("Dockerfile"));
        }

        void environment() {
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
                if (!defaults.containsKey(variable) && !Services.isJavas(variable)) {
                    faults.add(name + " does not read " + variable);
                }
            });
            defaults.forEach((variable, otherwise) -> expect(
                    service.path("environment").has(variable)
                            || !(REQUIRED.contains(variable) || otherwise.contains("localhost")),
                    variable + " is not set"));
            Documents.read(Documents.path("k8s/environments/local.yaml"))
                    .get(0)
                    .at("/global/simulators")
                    .forEach(simulator -> {
                        if (simulator.path("service").asText().equals(name)) {
                            simulator
                                    .path("serviceEnv")
                                    .properties()
                                    .forEach(told -> expect(
                                            service.path("environment").has(told.getKey())
                                                    || told.getValue().asText().equals(defaults.get(told.getKey())),
                                            told.getKey() + " is not set, as where Kubernetes simulates"));
                        }
                    });
            expect(variable("OTEL_SERVICE_NAME").equals(name), "OTEL_SERVICE_NAME is not its name");
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
            if (other.getKey().equals("otel-collector")) {
                roots.add(own + OTLP);
            }
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
                Path calls = ComposeTest.fake(folder, "psql");
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
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }
}
