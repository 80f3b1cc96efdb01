package dev.emporium.standalone;

import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A process to be kept running.
 *
 * @param prepare runs before each start
 * @param environment added to that of the supervisor
 * @param answers whether it can be used; asked again and again while it starts
 * @param onReady runs each time that it has become usable
 */
record Child(
        String name,
        int port,
        Runnable prepare,
        List<String> command,
        Map<String, String> environment,
        BooleanSupplier answers,
        Runnable onReady) {

    Child {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** One that needs nothing before or after its start. */
    static Child plain(
            String name, int port, List<String> command, Map<String, String> environment, BooleanSupplier answers) {
        return new Child(name, port, () -> {}, command, environment, answers, () -> {});
    }
}
