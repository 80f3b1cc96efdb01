package dev.emporium.system.faults;

import dev.emporium.system.Http;
import dev.emporium.system.Platform;
import dev.emporium.system.Ports;
import dev.emporium.system.Shop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What rounds take place in: a platform of its own that is impatient, wires between its processes, second processes of
 * some services, and people with accounts.
 */
final class Arena implements AutoCloseable {
    /** What takes minutes elsewhere takes seconds here. */
    private static final Map<String, String> IMPATIENT = Map.of(
            "CHECKOUT_TIMEOUT",
            "8s",
            "CHECKOUT_BUYER_TIMEOUT",
            "8s",
            "PAYMENT_CONFIRM_WITHIN",
            "8s",
            "PAYMENT_PROVIDER_TIMEOUT",
            "2s",
            "PAYMENT_ASK_AFTER",
            "2s",
            "PAYMENT_PROVIDER_SLOW_MS",
            "1000",
            "PAYMENT_PROVIDER_SILENCE_MS",
            "4000",
            "MAILBOX_KEEPS",
            "1000000");

    private final Network network;
    private final Platform platform;
    private final Victims victims;
    private final Shop shop;
    private final List<Round.Door> doors = new ArrayList<>();

    Arena() throws Exception {
        Ports ports = Ports.chooseOthers();
        network = new Network(ports);
        Map<String, String> environment = new HashMap<>(IMPATIENT);
        environment.putAll(network.environment());
        platform = Platform.startBeside(ports, environment);
        victims = new Victims(platform, network);
        victims.startAll();
        shop = Shop.at(platform);
        List<Supplier<String>> tokens = new ArrayList<>();
        for (int i = 0; i < Plan.CUSTOMERS; i++) {
            tokens.add(platform.accounts().tokenOf(platform.accounts().register()));
        }
        for (Http server : List.of(shop.guest(), victims.second("order-service"))) {
            doors.add(new Round.Door(server, tokens.stream().map(server::as).toList()));
        }
    }

    Plan plan(long seed) {
        return Plan.of(seed, victims.names(), network.names());
    }

    Platform platform() {
        return platform;
    }

    Network network() {
        return network;
    }

    Victims victims() {
        return victims;
    }

    Shop shop() {
        return shop;
    }

    /** The gateway first. */
    List<Round.Door> doors() {
        return doors;
    }

    @Override
    public void close() {
        victims.close();
        platform.close();
        network.close();
    }
}
