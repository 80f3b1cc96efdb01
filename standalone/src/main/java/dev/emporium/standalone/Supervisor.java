package dev.emporium.standalone;

import dev.emporium.local.CannotRun;
import dev.emporium.local.Elasticsearch;
import dev.emporium.local.Http;
import dev.emporium.local.KafkaProcess;
import dev.emporium.local.PostgresCluster;
import dev.emporium.local.Processes;
import dev.emporium.standalone.CommandLine.Option;
import dev.emporium.standalone.logs.LogReceiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts all processes of the platform, keeps them running and ends them in the reverse order. Used by one thread,
 * except for {@link #stop()}.
 */
final class Supervisor {

    private static final int INDEX_SECONDS = 600;

    private final Settings settings;
    private final RunFolder run;
    private final Progress progress;
    private final Path logs;
    private final Optional<ServiceFolder> folder;
    private final List<ClassArchive> archives = new ArrayList<>();
    private final Supervised postgres;
    private final Supervised kafka;
    private final Supervised gateway;
    private final List<Supervised> simulators = new ArrayList<>();
    private final List<Supervised> services = new ArrayList<>();
    /** Who takes lines in, or nobody. */
    private final List<Supervised> logKeepers = new ArrayList<>();
    /** Elasticsearch, for lines or products; or nobody. */
    private final List<Supervised> indexes = new ArrayList<>();
    /** Who scrapes and alerts; or nobody. */
    private final List<Supervised> watchers = new ArrayList<>();
    /** Who takes spans in; or nobody. */
    private final List<Supervised> traceKeepers = new ArrayList<>();

    Supervisor(Settings settings, RunFolder run, Progress progress, Set<Option> options) {
        boolean keepsLogs = options.contains(Option.LOGS);
        boolean searches = options.contains(Option.SEARCH);
        this.settings = settings;
        this.run = run;
        this.progress = progress;
        this.logs = settings.data().resolve("logs");
        this.folder = ServiceFolder.layOut(settings);
        folder.map(ServiceFolder::classes).ifPresent(archives::add);
        ClassArchive.ours(settings).ifPresent(archives::add);
        this.postgres = supervised(postgres());
        this.kafka = supervised(kafka());
        this.gateway = supervised(gateway(options));
        new Simulators(settings).all().forEach(child -> simulators.add(supervised(child)));
        settings.services().forEach(service -> services.add(supervised(service(service, options))));
        if (keepsLogs) {
            logKeepers.add(supervised(logReceiver()));
        }
        if (keepsLogs || searches) {
            indexes.add(supervised(elasticsearch()));
        }
        if (options.contains(Option.OBSERVABILITY)) {
            new Watchers(settings).all().forEach(child -> watchers.add(supervised(child)));
        }
        if (options.contains(Option.TRACING)) {
            traceKeepers.add(supervised(new Tracing(settings).receiver()));
        }
    }

    private Supervised supervised(Child child) {
        return new Supervised(child, log(child.name()), run, progress);
    }

    private Path log(String name) {
        return logs.resolve(name + ".log");
    }

    private Child postgres() {
        PostgresCluster cluster = new PostgresCluster(
                settings.data().resolve("postgres"),
                settings.postgresPort(),
                SecretFile.database(settings.data()).text());
        return new Child(
                "postgres",
                cluster.port(),
                () -> cluster.prepare(log("postgres")),
                cluster.command(true),
                cluster.environment(),
                cluster::answers,
                () -> cluster.createDatabases(settings.services().stream()
                        .map(service -> new PostgresCluster.Database(
                                service.database(),
                                service.databaseUser(),
                                SecretFile.database(settings.data(), service).text()))
                        .toList()));
    }

    private Child kafka() {
        Path ready = run.folder().resolve("kafka.ready");
        List<String> command = Jvm.own(
                settings,
                List.of("-Xms32m", "-Xmx160m", "-XX:TieredStopAtLevel=1"),
                KafkaProcess.class,
                settings.data().resolve("kafka").toString(),
                Integer.toString(settings.kafkaPort()),
                Integer.toString(settings.kafkaControllerPort()),
                settings.home().resolve("k8s/infrastructure/kafka-topics.yaml").toString(),
                ready.toString(),
                Integer.toString(settings.toldPort("KAFKA_PORT")));
        return new Child(
                "kafka",
                settings.kafkaPort(),
                () -> ready.toFile().delete(),
                command,
                Map.of(),
                () -> Files.exists(ready),
                () -> {});
    }

    private Child gateway(Set<Option> options) {
        boolean isTraced = options.contains(Option.TRACING);
        List<String> java = new ArrayList<>(List.of("-Xms16m", isTraced ? "-Xmx160m" : "-Xmx96m"));
        if (isTraced) {
            java.addAll(new Tracing(settings).options());
        }
        List<String> command = Jvm.own(
                settings,
                java,
                dev.emporium.gateway.Gateway.class,
                settings.home().resolve("emissary").toString());
        Map<String, String> environment = new HashMap<>();
        settings.ports()
                .keySet()
                .forEach(variable -> environment.put(variable, Integer.toString(settings.toldPort(variable))));
        environment.put("GATEWAY_PORT", Integer.toString(settings.gatewayPort()));
        environment.put("GATEWAY_ADMIN_PORT", Integer.toString(settings.gatewayAdminPort()));
        if (isTraced) {
            environment.putAll(new Tracing(settings).environment("gateway"));
        }
        return Child.plain(
                "gateway", settings.gatewayPort(), command, environment, () -> listens(settings.gatewayPort()));
    }

    private Child elasticsearch() {
        Path distribution = Elasticsearch.distribution(settings.home());
        if (!Files.exists(distribution)) {
            throw new CannotRun(
                    "There is no " + distribution + ": " + Terminal.command("") + ", called as you did, fetches it");
        }
        Elasticsearch node = new Elasticsearch(
                distribution, settings.data().resolve("elasticsearch"), settings.elasticsearchPort(), settings.data());
        return new Child(
                RunFolder.ELASTICSEARCH,
                node.port(),
                node::prepare,
                node.command(),
                node.environment(),
                node::answers,
                () -> {});
    }

    private Child logReceiver() {
        List<String> command = Jvm.own(
                settings,
                List.of("-Xms16m", "-Xmx64m", "-XX:TieredStopAtLevel=1"),
                LogReceiver.class,
                Integer.toString(settings.fluentdPort()),
                settings.elasticsearchUrl(),
                settings.home().resolve("logging/elasticsearch/fields.json").toString());
        return Child.plain(
                RunFolder.LOG_RECEIVER,
                settings.fluentdPort(),
                command,
                Map.of(),
                () -> listens(settings.fluentdPort()));
    }

    private Child service(Service service, Set<Option> options) {
        String ready = "http://127.0.0.1:" + settings.adminPort(service) + "/health/ready";
        return Child.plain(
                service.name(),
                settings.port(service),
                Jvm.service(
                        settings,
                        service,
                        options.contains(Option.TRACING) ? new Tracing(settings).options() : List.of(),
                        folder,
                        "up"),
                environment(service, options),
                () -> Http.status(ready) == 200);
    }

    private Map<String, String> environment(Service service, Set<Option> options) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "ROOT_PATH",
                service.collection(),
                // whoever wants it open to the network says so: the passwords of its accounts are no secret
                "BIND_HOST",
                settings.environment().getOrDefault("BIND_HOST", "127.0.0.1"),
                "HTTP_PORT",
                Integer.toString(settings.port(service)),
                "ADMIN_PORT",
                Integer.toString(settings.adminPort(service)),
                "DATABASE_URL",
                "jdbc:postgresql://127.0.0.1:" + settings.toldPort("POSTGRES_PORT") + "/" + service.database(),
                "DATABASE_USER",
                service.databaseUser(),
                "DATABASE_PASSWORD",
                SecretFile.database(settings.data(), service).text(),
                "KAFKA_BOOTSTRAP_SERVERS",
                "127.0.0.1:" + settings.toldPort("KAFKA_PORT")));
        settings.services().forEach(other -> environment.put(Settings.variable(other) + "_URL", settings.url(other)));
        environment.put("JWKS_URL", settings.jwksUrl());
        new Simulators(settings)
                .environment()
                .forEach((variable, value) ->
                        environment.put(variable, settings.environment().getOrDefault(variable, value)));
        environment.put(
                "FLUENTD_BUFFER_FOLDER",
                settings.environment()
                        .getOrDefault(
                                "FLUENTD_BUFFER_FOLDER",
                                settings.data().resolve("log-buffer").toString()));
        if (service.makesTokens()) {
            environment.put(
                    "KEY_ENCRYPTION_KEY",
                    SecretFile.keyEncryption(settings.data()).text());
            environment.put("DEMO_ACCOUNTS", "true");
            environment.put("SERVICE_CLIENT_SECRETS", clients());
        }
        if (service.hasTokenOfItsOwn()) {
            environment.put(
                    "SERVICE_CLIENT_SECRET",
                    SecretFile.client(settings.data(), service).text());
            environment.put("TOKENS_URL", settings.tokensUrl());
        }
        if (options.contains(Option.LOGS)) {
            environment.put("FLUENTD_HOST", "127.0.0.1");
            environment.put("FLUENTD_PORT", Integer.toString(settings.fluentdPort()));
        }
        if (options.contains(Option.TRACING)) {
            environment.putAll(new Tracing(settings).environment(service.name()));
        }
        if (options.contains(Option.SEARCH)) {
            environment.put("ELASTICSEARCH_URL", settings.elasticsearchUrl());
        }
        return environment;
    }

    /** Has Elasticsearch find the products, unless it does; a failure is told and tried again at the next start. */
    void index() {
        // the alias that is searched
        if (Http.status(settings.elasticsearchUrl() + "/_alias/products") == 200) {
            return;
        }
        Service products = settings.service("product-service");
        Path log = log("search-rebuild");
        try {
            ProcessBuilder rebuild = new ProcessBuilder(
                            Jvm.service(settings, products, List.of(), folder, "search", "rebuild"))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            rebuild.environment().putAll(environment(products, Set.of(Option.SEARCH)));
            Process process = rebuild.start();
            int code = Processes.await(process, INDEX_SECONDS);
            progress.say("search", code == 0 ? "Elasticsearch has all products" : "PostgreSQL goes on, see " + log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Beside those of the user's who ask in their own name: ours. */
    private String clients() {
        Stream<String> theirs = Stream.of(settings.environment().getOrDefault("SERVICE_CLIENT_SECRETS", ""));
        Stream<String> ours = settings.services().stream()
                .filter(Service::hasTokenOfItsOwn)
                .map(service -> service.name() + ":"
                        + SecretFile.client(settings.data(), service).text());
        return Stream.concat(theirs, ours).filter(list -> !list.isBlank()).collect(Collectors.joining(","));
    }

    static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Refuses to start what could not run. */
    void check() {
        for (Service service : settings.services()) {
            Path jar = service.jar(settings.home());
            if (!Files.exists(jar)) {
                throw new CannotRun(
                        "There is no " + settings.home().relativize(jar) + ": " + Terminal.command("") + " builds it");
            }
        }
        Map<Integer, String> seen = new HashMap<>();
        List<String> faults = new ArrayList<>();
        Map<String, Integer> ports = new LinkedHashMap<>(settings.ports());
        if (!logKeepers.isEmpty()) {
            ports.putAll(settings.portsOfLogs());
        }
        if (!indexes.isEmpty()) {
            ports.putAll(settings.portsOfIndexes());
        }
        if (!watchers.isEmpty()) {
            ports.putAll(settings.portsOfWatchers());
        }
        if (!traceKeepers.isEmpty()) {
            ports.putAll(settings.portsOfTracing());
        }
        ports.forEach((variable, port) -> {
            String other = seen.putIfAbsent(port, variable);
            if (other != null) {
                faults.add(variable + " and " + other + " are both " + port);
            } else if (!Processes.isFree(port)) {
                faults.add("Port " + port + " is in use by another program: end that, or set " + variable
                        + " to a free port");
            }
        });
        if (!faults.isEmpty()) {
            throw new CannotRun(String.join("\n", faults));
        }
    }

    /**
     * Starts everything and returns when it is ready, or when it has taken too long; false in that case.
     *
     * @throws CannotRun when there is no database to work on
     */
    boolean start(long milliseconds) throws InterruptedException {
        try {
            Files.createDirectories(logs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long deadline = System.currentTimeMillis() + milliseconds;
        postgres.start();
        kafka.start();
        gateway.start();
        simulators.forEach(Supervised::start);
        logKeepers.forEach(Supervised::start);
        traceKeepers.forEach(Supervised::start);
        indexes.forEach(Supervised::start);
        watchers.forEach(Supervised::start);
        // without their databases they could only fail
        if (!postgres.awaitReady(milliseconds)) {
            throw new CannotRun("Emporium cannot run without PostgreSQL, which " + postgres.lastEnd());
        }
        services.forEach(Supervised::start);
        for (Supervised each : all()) {
            if (!each.awaitReady(deadline - System.currentTimeMillis())) {
                List<String> missing = all().stream()
                        .filter(one -> !one.hasBeenReady())
                        .map(Supervised::name)
                        .toList();
                progress.say(
                        "platform",
                        "not ready yet: " + String.join(", ", missing) + "; see " + Terminal.command("logs"));
                return false;
            }
        }
        return true;
    }

    private List<Supervised> all() {
        List<Supervised> all = new ArrayList<>(List.of(postgres, kafka, gateway));
        all.addAll(simulators);
        all.addAll(services);
        all.addAll(logKeepers);
        all.addAll(indexes);
        all.addAll(watchers);
        all.addAll(traceKeepers);
        return all;
    }

    /** Has the next start take less, for once ours is over; returns when that is done, or {@link #stop()} is called. */
    void archiveClasses() {
        archives.forEach(ClassArchive::make);
    }

    /** Ends everything: first nobody comes in any more, last go the stores. */
    void stop() {
        archives.forEach(ClassArchive::stop);
        // which would take the end for trouble
        end(watchers, 5_000);
        end(List.of(gateway), 3_000);
        end(services, 8_000);
        end(traceKeepers, 3_000);
        end(simulators, 3_000);
        end(List.of(kafka), 4_000);
        end(logKeepers, 10_000);
        end(indexes, 10_000);
        end(List.of(postgres), 4_000);
    }

    private static void end(List<Supervised> together, long milliseconds) {
        together.forEach(Supervised::askToStop);
        long deadline = System.currentTimeMillis() + milliseconds;
        together.forEach(each -> each.awaitStopped(Math.max(1, deadline - System.currentTimeMillis())));
    }
}
