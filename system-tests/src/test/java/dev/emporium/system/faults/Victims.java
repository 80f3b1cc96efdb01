package dev.emporium.system.faults;

import dev.emporium.system.Eventually;
import dev.emporium.system.Http;
import dev.emporium.system.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The processes that can be hurt: those of the platform, and second ones of some services. Thread safe. */
final class Victims implements AutoCloseable {
    /** Those that decide something, and must do so once however many they are. */
    private static final List<String> DOUBLED = List.of("order-service", "payment-service", "product-service");

    private static final Duration START = Duration.ofSeconds(60);

    private final Platform platform;
    private final List<Replica> replicas = new ArrayList<>();

    Victims(Platform platform, Network network) {
        this.platform = platform;
        for (String service : DOUBLED) {
            if (Platform.SERVICES.contains(service)) {
                replicas.add(new Replica(platform, network, service, replicas.size()));
            }
        }
    }

    /** All that there are, in one order. */
    List<String> names() {
        List<String> names = new ArrayList<>(new TreeSet<>(platform.processes().keySet()));
        replicas.forEach(replica -> names.add(replica.name()));
        return names;
    }

    /** The API of the second process of a service. */
    Http second(String service) {
        return replicas.stream()
                .filter(replica -> replica.name().endsWith(service))
                .findFirst()
                .orElseThrow()
                .http();
    }

    /** Those that live. */
    synchronized Map<String, ProcessHandle> processes() {
        Map<String, ProcessHandle> processes = platform.processes();
        replicas.forEach(replica -> processes.put(replica.name(), replica.process()));
        return processes;
    }

    /** Starts all that does not live, and waits until it serves. */
    synchronized void startAll() throws Exception {
        Eventually.within(START, platform::start);
        for (Replica replica : replicas) {
            replica.start();
        }
        for (Replica replica : replicas) {
            replica.awaitReady();
        }
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
    }
}
