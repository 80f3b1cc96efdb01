package dev.emporium.platform.testing;

import dev.emporium.platform.service.EmporiumService;
import dev.emporium.platform.service.ServiceConfiguration;
import io.dropwizard.testing.ConfigOverride;
import io.dropwizard.testing.DropwizardTestSupport;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A service as it runs in production, in this JVM: its own configuration, migrated database, free ports; with more
 * patience alone for what a loaded machine makes many wait for at once. Logs go where the test's own go. For use from
 * one thread.
 */
public final class TestService<C extends ServiceConfiguration> implements AutoCloseable {
    private final DropwizardTestSupport<C> support;

    private TestService(DropwizardTestSupport<C> support) {
        this.support = support;
    }

    /**
     * Migrates the database and starts the service.
     *
     * @param overrides of the service's {@code config.yaml}, as in {@code "rootPath=/shop/products"}
     */
    public static <C extends ServiceConfiguration> TestService<C> start(
            Class<? extends EmporiumService<C>> type, TestPostgres database, String... overrides) {
        database.migrate();
        Stream<String> own = Stream.of(
                "server.applicationConnectors[0].port=0",
                "server.adminConnectors[0].port=0",
                "logging.type=external",
                // at the first use and not the fifth: what happens to prepared statements is to be met in tests
                "database.properties.prepareThreshold=1",
                "database.maxWaitForConnection=20s",
                "database.properties.options=-c lock_timeout=20s -c statement_timeout=25s"
                        + " -c idle_in_transaction_session_timeout=10s -c tcp_user_timeout=10s",
                "database.url=" + database.jdbcUrl(),
                "database.user=" + database.user(),
                "database.password=" + database.password());
        // one for each key: they are set in any order
        Map<String, String> last = new HashMap<>();
        Stream.concat(own, Arrays.stream(overrides))
                .map(override -> override.split("=", 2))
                .forEach(pair -> last.put(pair[0], pair[1]));
        ConfigOverride[] all = last.entrySet().stream()
                .map(each -> ConfigOverride.config(each.getKey(), each.getValue()))
                .toArray(ConfigOverride[]::new);
        DropwizardTestSupport<C> support = new DropwizardTestSupport<>(type, "config.yaml", all);
        try {
            support.before();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return new TestService<>(support);
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + support.getLocalPort() + path);
    }

    public URI admin(String path) {
        return URI.create("http://127.0.0.1:" + support.getAdminPort() + path);
    }

    public DropwizardTestSupport<C> support() {
        return support;
    }

    @Override
    public void close() {
        support.after();
    }
}
