package dev.emporium.system.faults;

import dev.emporium.system.Ports;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All wires between the processes of one platform, by what is behind each, such as {@code POSTGRES}. */
final class Network implements AutoCloseable {
    private static final String PORT = "_PORT";

    private final Map<String, Wire> wires = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** @param ports of the platform, whose processes are told of the wires */
    Network(Ports ports) {
        ports.told().forEach((variable, port) -> {
            String name = variable.substring(0, variable.length() - PORT.length());
            int via = ports.via(wires.size());
            wires.put(name, new Wire(via, port));
            environment.put(name + "_VIA", Integer.toString(via));
        });
    }

    /** What tells {@code run.sh} of it. */
    Map<String, String> environment() {
        return environment;
    }

    /** The port that leads there. */
    int via(String name) {
        return Integer.parseInt(environment.get(name + "_VIA"));
    }

    List<String> names() {
        return new ArrayList<>(wires.keySet());
    }

    Wire wire(String name) {
        return wires.get(name);
    }

    void heal() {
        wires.values().forEach(Wire::heal);
    }

    @Override
    public void close() {
        wires.values().forEach(Wire::close);
    }
}
