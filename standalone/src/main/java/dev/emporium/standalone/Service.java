package dev.emporium.standalone;

import dev.emporium.local.CannotRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A service of the platform, as it is told to the cluster.
 *
 * @param name also that of its folder and its jar
 * @param collection its path at the gateway
 * @param port where it listens unless told otherwise; its admin port is 1000 higher
 * @param secrets the variables that nobody should know
 */
record Service(String name, String collection, int port, List<String> secrets) {

    Service {
        secrets = List.copyOf(secrets);
    }

    /** All that have a folder in {@code k8s/}, by their ports. */
    static List<Service> all(Path home) {
        List<Service> services = new ArrayList<>();
        Path cluster = home.resolve("k8s");
        try (var folders = Files.newDirectoryStream(cluster, "*-service")) {
            for (Path folder : folders) {
                services.add(read(folder.resolve("values.yaml")));
            }
        } catch (IOException e) {
            throw new CannotRun("The services in " + cluster + " cannot be read: " + e.getMessage());
        }
        services.sort(Comparator.comparing(Service::port));
        return List.copyOf(services);
    }

    private static Service read(Path values) throws IOException {
        try (var reader = Files.newBufferedReader(values)) {
            Map<String, Object> own = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            List<String> secrets = new ArrayList<>();
            if (own.get("secrets") instanceof List<?> names) {
                names.forEach(name -> secrets.add((String) name));
            }
            return new Service((String) own.get("name"), (String) own.get("rootPath"), (int) own.get("port"), secrets);
        }
    }

    /** Named after it; an order is a word of SQL. */
    String database() {
        return databaseUser().equals("order") ? "orders" : databaseUser();
    }

    /** Who owns it. */
    String databaseUser() {
        return name.replaceFirst("-service$", "");
    }

    /** Whether it makes the access tokens, which the others verify. */
    boolean makesTokens() {
        return secrets.contains("KEY_ENCRYPTION_KEY");
    }

    /** Whether it asks others in its own name. */
    boolean hasTokenOfItsOwn() {
        return secrets.contains("SERVICE_CLIENT_SECRET");
    }

    Path jar(Path home) {
        return home.resolve(name).resolve("target").resolve(name + ".jar");
    }
}
