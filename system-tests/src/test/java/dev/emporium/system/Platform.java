package dev.emporium.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opentest4j.TestAbortedException;

/**
 * The platform that all tests of a run share, started by {@code run.sh} as anybody would, with data and ports of its
 * own. Its only handles are the command, the addresses that the command is told, and signals to processes.
 *
 * <p>With {@code EMPORIUM_URL} it is the one whose gateway is there, whoever runs it: tests that need more of it than its
 * gateway are skipped. It must have accounts with the roles of the demo accounts: {@link Accounts}.
 */
public final class Platform implements AutoCloseable {
    private static final Path ROOT =
            Path.of(Objects.requireNonNull(System.getProperty("repository.root"), "repository.root"));

    /** In the order of their ports, as {@code k8s/} has them. */
    public static final List<String> SERVICES = said(Pattern.compile("(?m)^name: (\\S+)$"));

    /** Likewise. */
    static final List<String> COLLECTIONS = said(Pattern.compile("(?m)^rootPath: (\\S+)$"));

    private static final Path TARGET = ROOT.resolve("system-tests").resolve("target");
    private static final int START_SECONDS = 240;
    private static final int COMMAND_SECONDS = 60;

    private static final String ELSEWHERE = System.getenv("EMPORIUM_URL");

    /** Costs each service half of its start again. */
    private static final boolean TRACED = System.getenv("EMPORIUM_TRACES") != null;

    private final Path home;
    private final Path data;
    private final List<String> options;
    private final Ports ports;
    private final Accounts accounts;
    private final Map<String, String> environment;
    private final Thread hook = new Thread(this::stop);

    private volatile String welcome = "";

    private Platform(Path home, Path data, Ports ports, String... options) {
        this.home = home;
        this.data = data;
        this.options = List.of(options);
        this.ports = ports;
        this.accounts = new Accounts(gateway());
        this.environment = new LinkedHashMap<>(ports.environment(SERVICES));
        environment.put("SERVICE_CLIENT_SECRETS", Accounts.clientSecrets());
        // a new key signs while a test looks; the others have to ask for it then, which at most twice in ten seconds
        // they may
        environment.put("KEY_LEAD", "12s");
        // all that the services can be made to say of people is to be looked through
        environment.put("LOG_LEVEL", "DEBUG");
        // tests move parcels, and nobody else
        environment.put("CARRIER_PACE", "0s");
        // all the tests' guests come from one address
        environment.put("GUEST_MAX_ORDERS_PER_HOUR", "1000000");
        environment.put("GUEST_MAX_PIECES_PER_HOUR", "1000000");
        if (ELSEWHERE == null) {
            environment.put("EMPORIUM_DATA", data.toString());
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    /** Starts one without any data. */
    static Platform startFresh() {
        Platform platform =
                new Platform(ROOT, TARGET.resolve("platform"), Ports.choose(), TRACED ? "--tracing" : "--logs");
        if (ELSEWHERE == null) {
            platform.startAnew();
        } else {
            platform.learn();
        }
        return platform;
    }

    /**
     * Starts the one of another version beside the one that all share, without any data.
     *
     * @param home where that version was built
     */
    static Platform startOlder(Path home) {
        Platform platform = new Platform(home, TARGET.resolve("older-platform"), Ports.chooseOthers());
        platform.environment.put("EMPORIUM_SKIP_BUILD", "1");
        platform.startAnew();
        return platform;
    }

    /**
     * Starts one beside the one that all share, without any data, for a test that hurts it.
     *
     * @param given what the processes are told beside what all are
     */
    public static Platform startBeside(Ports ports, Map<String, String> given) {
        Platform platform = new Platform(ROOT, TARGET.resolve("hurt-platform"), ports);
        platform.environment.put("LOG_LEVEL", "INFO");
        platform.environment.putAll(given);
        platform.startAnew();
        return platform;
    }

    /** What each says of itself, in the order of their ports. */
    private static List<String> said(Pattern wanted) {
        Pattern port = Pattern.compile("(?m)^port: (\\d+)$");
        Map<Integer, String> said = new TreeMap<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(ROOT.resolve("k8s"), "*-service")) {
            for (Path folder : folders) {
                String values = Files.readString(folder.resolve("values.yaml"));
                said.put(Integer.valueOf(first(port, values, folder)), first(wanted, values, folder));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(said.values());
    }

    private static String first(Pattern wanted, String values, Path folder) {
        Matcher found = wanted.matcher(values);
        if (!found.find()) {
            throw new IllegalStateException(folder + " says no " + wanted);
        }
        return found.group(1);
    }

    private void startAnew() {
        // one that a killed run has left behind
        stop();
        start("--fresh");
    }

    /** Starts it, or what is missing of it. */
    public void start(String... options) {
        List<String> arguments = new ArrayList<>(List.of("--detach"));
        arguments.addAll(this.options);
        arguments.addAll(Arrays.asList(options));
        Command command = run(START_SECONDS, arguments.toArray(String[]::new));
        if (command.exitCode() != 0) {
            throw new IllegalStateException("run.sh has ended with " + command.exitCode() + ":\n" + command.output());
        }
        welcome = command.output();
        learn();
    }

    private void learn() {
        Descriptions.learn(
                gateway(),
                COLLECTIONS.stream()
                        .map(collection -> collection + "/openapi.json")
                        .toList());
    }

    void stop() {
        run(COMMAND_SECONDS, "stop");
    }

    /** Skips what is of no use with {@code EMPORIUM_URL}. */
    public static void needMoreThanTheGateway() {
        if (ELSEWHERE != null) {
            throw new TestAbortedException(
                    "needs more of the platform than its gateway, which is all there is at EMPORIUM_URL");
        }
    }

    @Override
    public void close() {
        if (ELSEWHERE == null) {
            stop();
        }
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    /** What {@code run.sh} said, and how it ended. */
    public record Command(int exitCode, String output) {}

    public Command status() {
        return run(COMMAND_SECONDS, "status");
    }

    /** Whether requests leave traces. */
    static boolean isTraced() {
        return TRACED;
    }

    /** The trace of a request, for people. */
    Command trace(String request) {
        return run(COMMAND_SECONDS, "trace", "--request", request);
    }

    /** All that was written for a request, likewise. */
    Command lines(String request) {
        return run(COMMAND_SECONDS, "logs", "--request", request);
    }

    private synchronized Command run(int seconds, String... arguments) {
        needMoreThanTheGateway();
        Path output = TARGET.resolve(data.getFileName() + "-run.sh.log");
        List<String> command = new ArrayList<>(List.of(home.resolve("run.sh").toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        command + " took more than " + seconds + " s:\n" + Files.readString(output));
            }
            return new Command(process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw new IllegalStateException("run.sh cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while run.sh ran", e);
        }
    }

    /** What tells {@code run.sh} that this one is meant. */
    public Map<String, String> environment() {
        needMoreThanTheGateway();
        return Map.copyOf(environment);
    }

    /** The process of a part of the platform, such as {@code kafka}. */
    public ProcessHandle process(String name) {
        String status = status().output();
        return status.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(line -> line[0].equals(name) && line.length > 1 && line[1].matches("[0-9]+"))
                .findFirst()
                .flatMap(line -> ProcessHandle.of(Long.parseLong(line[1])))
                .orElseThrow(() -> new IllegalStateException(name + " does not run:\n" + status));
    }

    /** The processes that live, but for the one that looks after them. */
    public Map<String, ProcessHandle> processes() {
        Map<String, ProcessHandle> processes = new TreeMap<>();
        status().output()
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(line -> line.length > 1 && line[1].matches("[0-9]+") && !line[0].equals("supervisor"))
                .forEach(line -> ProcessHandle.of(Long.parseLong(line[1]))
                        .ifPresent(process -> processes.put(line[0], process)));
        return processes;
    }

    /** Sends a signal that Java cannot, such as {@code STOP}. */
    public static void signal(ProcessHandle process, String signal) {
        try {
            int exitCode = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + process.pid())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exitCode != 0) {
                throw new IllegalStateException("the signal " + signal + " could not be sent");
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    URI elasticsearch() {
        needMoreThanTheGateway();
        return URI.create("http://127.0.0.1:" + ports.elasticsearch());
    }

    public URI gateway() {
        return ELSEWHERE != null ? URI.create(ELSEWHERE) : URI.create("http://127.0.0.1:" + ports.gateway());
    }

    public Accounts accounts() {
        return accounts;
    }

    /** Where the keys of its access tokens are. */
    public URI jwks() {
        return gateway().resolve("/customers/.well-known/jwks.json");
    }

    /** What {@code run.sh} keeps there. */
    static Path data() {
        needMoreThanTheGateway();
        return TARGET.resolve("platform");
    }

    /** Where its processes write. */
    public Path logs() {
        needMoreThanTheGateway();
        return data.resolve("logs");
    }

    /** What it said when it was started. */
    String welcome() {
        needMoreThanTheGateway();
        return welcome;
    }

    /** A connection to a database of the platform; the name {@code postgres} always exists. */
    public Connection database(String name) throws SQLException {
        return DriverManager.getConnection(
                jdbcUrl(name) + "?connectTimeout=5&socketTimeout=30", "postgres", databasePassword());
    }

    /** The superuser's, which the platform has made at its first start. */
    String databasePassword() {
        return key("postgres");
    }

    /** That of the owner of a service's database. */
    public String databasePassword(String owner) {
        return key("postgres-" + owner);
    }

    private String key(String name) {
        try {
            return Files.readString(data.resolve(name + ".key")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a message into order-service's outbox that product-service can never apply: a sale of nothing. */
    void sendWhatCannotBeApplied(String subject, String request) throws SQLException {
        send("product.commands", "stock.commit", subject, request, Http.JSON.createObjectNode());
    }

    /** Has payment-service told to give back what a cancelled order does not hold any more. */
    void sendRefundOfNothing(String order) throws SQLException {
        ObjectNode data = Http.JSON.createObjectNode();
        data.put("order_id", order).put("refund_id", Shop.key());
        data.putObject("amount").put("amount", "1.00").put("currency", "EUR");
        send("payment.commands", "payment.refund", order, Shop.key(), data);
    }

    private void send(String topic, String type, String subject, String request, ObjectNode data) throws SQLException {
        ObjectNode message = Http.JSON.createObjectNode();
        message.put("specversion", "1.0")
                .put("id", Shop.key())
                .put("source", "/system-tests")
                .put("type", type)
                .put("subject", subject)
                .put("time", Instant.now().toString())
                .put("requestid", request)
                .set("data", data);
        try (Connection orders = database("orders");
                PreparedStatement insert =
                        orders.prepareStatement("insert into outbox (topic, key, message) values (?, ?, ?)")) {
            insert.setString(1, topic);
            insert.setString(2, subject);
            insert.setString(3, message.toString());
            insert.executeUpdate();
        }
    }

    public String jdbcUrl(String database) {
        needMoreThanTheGateway();
        return "jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/" + database;
    }

    public Ports ports() {
        needMoreThanTheGateway();
        return ports;
    }

    public static Path root() {
        return ROOT;
    }

    /** That of the root pom.xml. */
    static String version() throws IOException {
        Matcher pom =
                Pattern.compile("(?m)^  <version>(.+)</version>$").matcher(Files.readString(ROOT.resolve("pom.xml")));
        if (!pom.find()) {
            throw new IllegalStateException("pom.xml says no version");
        }
        return pom.group(1);
    }

    /** Where tests leave what people may want to look at. */
    public static Path target() {
        return TARGET;
    }
}
