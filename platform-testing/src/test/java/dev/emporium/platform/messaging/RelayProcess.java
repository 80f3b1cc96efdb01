package dev.emporium.platform.messaging;

import dev.emporium.platform.metrics.Meters;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.tomcat.jdbc.pool.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;

/** A relay in a process of its own, that can be frozen as a machine in trouble freezes one. */
final class RelayProcess implements AutoCloseable {
    private final Process process;

    RelayProcess(String jdbcUrl, String bootstrapServers) throws Exception {
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RelayProcess.class.getName(),
                        jdbcUrl,
                        bootstrapServers))
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "relay-process.log").toFile())
                .start();
    }

    /** Runs until it is killed. */
    public static void main(String[] arguments) throws Exception {
        PoolProperties pool = new PoolProperties();
        pool.setDriverClassName("org.postgresql.Driver");
        pool.setUrl(arguments[0]);
        pool.setUsername("postgres");
        pool.setTestOnBorrow(true);
        pool.setValidationInterval(0);
        pool.setValidationQuery("select 1");
        new OutboxRelay(
                        new DataSource(pool),
                        arguments[1],
                        new Meters(new PrometheusRegistry(), null).dependency("kafka"))
                .start();
        new CountDownLatch(1).await();
    }

    /** {@code STOP} or {@code CONT}. */
    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
