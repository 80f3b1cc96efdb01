package dev.emporium.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports for one platform, side by side and free. They lie below those that the kernel gives to outgoing connections, so
 * that a process that was killed finds its own free again.
 *
 * @param base the first of them
 */
public record Ports(int base) {
    private static final String FIXED = "EMPORIUM_TEST_PORTS";
    private static final int LOWEST = 14_000;
    private static final int HIGHEST = 30_000;
    private static final int BLOCK = 100;
    private static final int ADMIN = 20;
    private static final int LONE_SERVICES = 30;
    /** The first of those that somebody has been told, and that may not be listened on yet. */
    private static final Set<Integer> GIVEN = new HashSet<>();

    private static final int WIRES = 60;

    /** Those that the environment variable {@code EMPORIUM_TEST_PORTS} begins with, or any that are free. */
    static Ports choose() {
        return choose(0);
    }

    /** For a second platform. */
    public static Ports chooseOthers() {
        return choose(1);
    }

    private static synchronized Ports choose(int block) {
        String fixed = System.getenv(FIXED);
        if (fixed != null && !fixed.isBlank()) {
            return new Ports(Integer.parseInt(fixed.strip()) + block * BLOCK);
        }
        return IntStream.range(0, 50)
                .map(attempt -> LOWEST + BLOCK * ThreadLocalRandom.current().nextInt((HIGHEST - LOWEST) / BLOCK))
                .mapToObj(Ports::new)
                .filter(Ports::areFree)
                .filter(ports -> GIVEN.add(ports.base))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There are no free ports; name the first by " + FIXED));
    }

    public int gateway() {
        return base;
    }

    int gatewayAdmin() {
        return base + 9;
    }

    public int postgres() {
        return base + 1;
    }

    public int kafka() {
        return base + 2;
    }

    int elasticsearch() {
        return base + 4;
    }

    public int paymentProvider() {
        return base + 6;
    }

    /** Where mails are read. */
    public int mailbox() {
        return base + 7;
    }

    /** For a service that a test starts beside the platform. */
    public int lone(int number) {
        return base + LONE_SERVICES + 2 * number;
    }

    public int loneAdmin(int number) {
        return lone(number) + 1;
    }

    public int admin(String service) {
        return base + ADMIN + Platform.SERVICES.indexOf(service);
    }

    /** For what a test puts between processes of the platform. */
    public int via(int number) {
        return base + WIRES + number;
    }

    /** Those that processes of the platform reach each other by, by the variables of their services. */
    public Map<String, Integer> told() {
        Map<String, Integer> told = new LinkedHashMap<>();
        environment(Platform.SERVICES).forEach((variable, port) -> told.put(variable, Integer.valueOf(port)));
        told.keySet().removeIf(variable -> variable.endsWith("_ADMIN_PORT"));
        told.keySet().removeAll(Set.of("GATEWAY_PORT", "KAFKA_CONTROLLER_PORT", "ELASTICSEARCH_PORT", "FLUENTD_PORT"));
        return told;
    }

    /** As {@code run.sh} reads them. */
    Map<String, String> environment(List<String> services) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("GATEWAY_PORT", Integer.toString(gateway()));
        environment.put("GATEWAY_ADMIN_PORT", Integer.toString(gatewayAdmin()));
        environment.put("POSTGRES_PORT", Integer.toString(postgres()));
        environment.put("KAFKA_PORT", Integer.toString(kafka()));
        environment.put("KAFKA_CONTROLLER_PORT", Integer.toString(base + 3));
        environment.put("ELASTICSEARCH_PORT", Integer.toString(elasticsearch()));
        environment.put("FLUENTD_PORT", Integer.toString(base + 5));
        environment.put("PAYMENT_PROVIDER_PORT", Integer.toString(paymentProvider()));
        environment.put("MAILBOX_HTTP_PORT", Integer.toString(mailbox()));
        environment.put("MAILBOX_SMTP_PORT", Integer.toString(base + 8));
        for (int i = 0; i < services.size(); i++) {
            String variable = variable(services.get(i));
            environment.put(variable + "_PORT", Integer.toString(base + 10 + i));
            environment.put(variable + "_ADMIN_PORT", Integer.toString(base + ADMIN + i));
        }
        return environment;
    }

    /** What the variables of a service's ports begin with. */
    public static String variable(String service) {
        return service.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private boolean areFree() {
        return IntStream.range(base, base + BLOCK).allMatch(Ports::isFree);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
