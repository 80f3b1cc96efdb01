package dev.emporium.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A node of Elasticsearch: what must be there before it starts, and the command line that starts it. The distribution
 * is the one that Elasticsearch publishes to Maven Central to be tested against; it has the search, but neither data
 * streams nor the life cycle.
 *
 * @param distribution the archive
 * @param data its folder, created when absent
 * @param port where it listens, on the loopback address only
 * @param marked the data folder whose mark stands on the command lines of its processes
 */
public record Elasticsearch(Path distribution, Path data, int port, Path marked) {

    public Elasticsearch {
        data = data.toAbsolutePath().normalize();
    }

    /** Where the build of a repository puts the archive. */
    public static Path distribution(Path home) {
        return home.resolve("local/target/elasticsearch/elasticsearch.zip");
    }

    /** Makes the folders and the configuration. */
    public void prepare() {
        try {
            for (String folder : List.of("config", "data", "logs", "tmp")) {
                Path path = data.resolve(folder);
                if (!Files.isDirectory(path)) {
                    Unprivileged.own(Files.createDirectories(path));
                }
            }
            for (String file : List.of("jvm.options", "log4j2.properties")) {
                Files.copy(
                        home().resolve("config").resolve(file),
                        data.resolve("config").resolve(file),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            Files.writeString(data.resolve("config/elasticsearch.yml"), configuration());
        } catch (IOException e) {
            throw new UncheckedIOException("Elasticsearch cannot use " + data + ": " + e.getMessage(), e);
        }
    }

    private String configuration() {
        return """
                cluster.name: emporium
                discovery.type: single-node
                network.host: 127.0.0.1
                http.port: %d
                transport.port: 0
                path.data: "%s"
                path.logs: "%s"
                xpack.security.enabled: false
                # a laptop's disk may be nearly full
                cluster.routing.allocation.disk.threshold_enabled: false
                """
                .formatted(port, data.resolve("data"), data.resolve("logs"));
    }

    public List<String> command() {
        List<String> command = new ArrayList<>(Unprivileged.javaPrefix());
        // the archive does not say what can be executed
        command.addAll(List.of("bash", home().resolve("bin/elasticsearch").toString()));
        return command;
    }

    public Map<String, String> environment() {
        // its start script takes a blank for the end of an option
        String mark = Processes.markWithoutBlanks(marked);
        return Map.of(
                "ES_JAVA_HOME",
                System.getProperty("java.home"),
                "ES_PATH_CONF",
                data.resolve("config").toString(),
                "ES_TMPDIR",
                data.resolve("tmp").toString(),
                "ES_JAVA_OPTS",
                "-Xms192m -Xmx192m -XX:TieredStopAtLevel=1 -XX:-UseG1GC -XX:+UseSerialGC " + mark,
                "CLI_JAVA_OPTS",
                "-Xmx32m -XX:TieredStopAtLevel=1 " + mark);
    }

    /** Whether it can be written to. */
    public boolean answers() {
        return Http.status(url() + "/_cluster/health?wait_for_status=yellow&timeout=500ms") == 200;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    private Path home() {
        try {
            return ProgramCache.folder("elasticsearch-" + Files.size(distribution), this::unpack);
        } catch (IOException e) {
            throw new UncheckedIOException("Elasticsearch could not be unpacked: " + e.getMessage(), e);
        }
    }

    /** All of it is in one folder of the archive. */
    private void unpack(Path folder) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(distribution))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    Path path = Path.of(entry.getName());
                    Path target = folder.resolve(path.subpath(1, path.getNameCount()));
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
    }
}
