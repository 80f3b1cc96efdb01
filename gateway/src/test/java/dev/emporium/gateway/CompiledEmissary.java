package dev.emporium.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What Emissary's own compiler makes of {@code emissary/} in the namespace of the cluster. */
record CompiledEmissary(JsonNode errors, JsonNode envoy) {

    static final String ABSENT =
            "there is no compiler of Emissary: name a Python that imports its package in EMISSARY_PYTHON (emissary/README.md)";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A Python in which Emissary's package can be imported, or null. */
    static String python() {
        String named = System.getenv().getOrDefault("EMISSARY_PYTHON", "");
        return named.isEmpty() ? null : named;
    }

    /** @param hosts the folder of the Hosts, below {@code hosts/} */
    static CompiledEmissary of(Path repository, String hosts) throws Exception {
        List<Object> objects = new ArrayList<>();
        for (String folder : List.of("emissary", "emissary/hosts/" + hosts)) {
            try (Stream<Path> files = Files.list(repository.resolve(folder))) {
                for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                        .sorted()
                        .toList()) {
                    objects.addAll(read(file));
                }
            }
        }
        Process compiler = new ProcessBuilder(
                        python(),
                        repository
                                .resolve("gateway/src/test/resources/compile-mappings.py")
                                .toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var in = compiler.outputWriter()) {
            new Yaml().dumpAll(objects.iterator(), in);
        }
        JsonNode compiled = JSON.readTree(compiler.getInputStream());
        if (compiler.waitFor() != 0) {
            throw new IllegalStateException("Emissary's compiler has failed");
        }
        return new CompiledEmissary(compiled.path("errors"), compiled.path("envoy"));
    }

    @SuppressWarnings("unchecked")
    private static List<Object> read(Path file) throws IOException {
        List<Object> objects = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(file)) {
            for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(reader)) {
                Map<String, Object> object = (Map<String, Object>) document;
                if (object.get("apiVersion").toString().startsWith("getambassador.io/")) {
                    ((Map<String, Object>) object.get("metadata")).put("namespace", "emporium");
                    objects.add(object);
                }
            }
        }
        return objects;
    }

    /** Where its Envoy looks for those whom it asks. */
    List<String> addresses() {
        return stream(envoy.at("/static_resources/clusters"))
                .map(cluster ->
                        cluster.at("/load_assignment/endpoints/0/lb_endpoints/0/endpoint/address/socket_address"))
                .map(address -> address.path("address").asText() + ":"
                        + address.path("port_value").asInt())
                .toList();
    }

    /**
     * An Envoy on this machine with all that Emissary tells its own piece by piece, and impatient.
     *
     * @param listener {@code http} or {@code https}
     * @param services where each service listens on this machine; nobody else is there
     * @param certificate a name without its ending: of it {@code .crt} and {@code .key} are those of the Host
     */
    LocalEnvoy start(String listener, Path folder, Map<String, Integer> services, Path certificate) throws IOException {
        int port = LocalEnvoy.freePort();
        ObjectNode whole = JSON.createObjectNode();
        for (String part : List.of("node", "admin", "tracing", "layered_runtime")) {
            whole.set(part, envoy.path("bootstrap").path(part).deepCopy());
        }
        ObjectNode resources = whole.putObject("static_resources");
        stream(envoy.at("/static_resources/listeners"))
                .filter(one -> one.path("name").asText().equals(listener))
                .forEach(resources.putArray("listeners")::add);
        JsonNode clusters = envoy.at("/static_resources/clusters").deepCopy();
        resources.set("clusters", clusters);
        place(whole.at("/admin/address/socket_address"), LocalEnvoy.freePort());
        place(whole.at("/static_resources/listeners/0/address/socket_address"), port);
        for (JsonNode address : clusters.findValues("socket_address")) {
            String name = address.path("address").asText().replaceAll("\\..*", "");
            place(address, services.containsKey(name) ? services.get(name) : LocalEnvoy.freePort());
        }
        String text = whole.toString()
                .replace("\"timeout\":\"5.000s\"", "\"timeout\":\"3s\"")
                .replace("\"idle_timeout\":\"20.000s\"", "\"idle_timeout\":\"4.5s\"")
                .replaceAll("\"[^\"]*\\.(crt|key)\"", "\"" + certificate + ".$1\"");
        return LocalEnvoy.start(Files.writeString(folder.resolve("emissary.json"), text), port);
    }

    private static void place(JsonNode address, int port) {
        ((ObjectNode) address).put("address", "127.0.0.1").put("port_value", port);
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
