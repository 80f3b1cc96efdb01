package dev.emporium.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProxyAuthenticationProtocolHandler;
import org.eclipse.jetty.client.RedirectProtocolHandler;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The gateway process: {@code Gateway <folder of Mappings>}, listening on the loopback address at {@code GATEWAY_PORT}, and
 * showing its metrics at {@code GATEWAY_ADMIN_PORT}.
 * A service called {@code product-service} is looked for at {@code PRODUCT_SERVICE_PORT} of this machine, or at the
 * port that its Mapping names. Safe for use by several threads.
 */
public final class Gateway implements AutoCloseable {

    private static final int MAX_HEADER_BYTES = 32 * 1024;
    /** As many as Envoy opens to one service. */
    private static final int MAX_CONNECTIONS = 1024;
    /** The services hang up after 60 s; whoever hangs up first cannot be surprised. */
    private static final long IDLE_MS = 20_000;

    private final Server server;
    private final Server admin;

    private Gateway(Server server, Server admin) {
        this.server = server;
        this.admin = admin;
    }

    /** Runs until the process is told to end. */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(System.getenv().getOrDefault("GATEWAY_PORT", "8080"));
        try {
            start(Path.of(arguments[0]), port, System.getenv()).server.join();
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Starts a gateway.
     *
     * @param mappings the folder of the Mapping files
     * @param port where to listen, 0 for a free port
     * @param environment where the ports of the services, and that of the metrics, are looked up; any free one without it
     * @throws IllegalArgumentException if a Mapping asks for what this gateway cannot do
     */
    public static Gateway start(Path mappings, int port, Map<String, String> environment) throws Exception {
        List<Mapping> found = MappingFiles.read(mappings);
        QueuedThreadPool threads = new QueuedThreadPool(24, 4);
        threads.setName("gateway");
        Server server = new Server(threads);
        server.setErrorHandler(new Problem.Errors());
        server.addConnector(connector(server, port, found));
        server.setHandler(new MappingProxy(
                found,
                upstream -> address(upstream, environment),
                clients(server, found),
                () -> ThreadLocalRandom.current().nextInt(100)));
        server.setStopAtShutdown(true);
        Answers answers =
                new Answers(found.stream().map(mapping -> mapping.upstream().host()));
        server.setRequestLog(answers);
        Server admin = new Server(new InetSocketAddress(
                InetAddress.getLoopbackAddress(),
                Integer.parseInt(environment.getOrDefault("GATEWAY_ADMIN_PORT", "0"))));
        admin.setHandler(answers.page());
        server.addBean(admin, true);
        server.start();
        return new Gateway(server, admin);
    }

    private static ServerConnector connector(Server server, int port, List<Mapping> mappings) {
        HttpConfiguration http = new HttpConfiguration();
        // whatever a service or CanonicalPath would refuse, they shall see
        http.setUriCompliance(UriCompliance.UNSAFE);
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        http.setResponseHeaderSize(MAX_HEADER_BYTES);
        // as long as there is a request; the connection itself may rest. The time of a body is up before, and told
        http.setIdleTimeout(
                2L * mappings.stream().mapToInt(Mapping::idleTimeoutMs).max().orElse(0));
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        connector.setAcceptQueueSize(MAX_CONNECTIONS);
        // Envoy's: longer than clients keep theirs, who cannot tell whether a POST arrived on one that closes just then
        connector.setIdleTimeout(Duration.ofHours(1).toMillis());
        return connector;
    }

    /** Their life is the server's: started after its threads and stopped before them. */
    private static Map<Integer, HttpClient> clients(Server server, List<Mapping> mappings) {
        Map<Integer, HttpClient> clients = new HashMap<>();
        for (Mapping mapping : mappings) {
            clients.computeIfAbsent(mapping.connectTimeoutMs(), timeout -> client(server, timeout));
        }
        clients.computeIfAbsent(3000, timeout -> client(server, timeout));
        clients.values().forEach(client -> server.addBean(client, true));
        return clients;
    }

    private static HttpClient client(Server server, int connectTimeoutMs) {
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        HttpClientTransportOverHTTP transport = new HttpClientTransportOverHTTP(connector);
        // what goes on with an answer never waits: another thread need not be woken for it
        transport.setInvocationType(InvocationType.NON_BLOCKING);
        HttpClient client = new HttpClient(transport);
        client.setExecutor(server.getThreadPool());
        client.addEventListener(new Unchanged());
        client.setConnectTimeout(connectTimeoutMs);
        client.setIdleTimeout(IDLE_MS);
        client.setMaxConnectionsPerDestination(MAX_CONNECTIONS);
        client.setMaxRequestHeadersSize(MAX_HEADER_BYTES * 2);
        client.setMaxResponseHeadersSize(MAX_HEADER_BYTES);
        client.setFollowRedirects(false);
        client.setUserAgentField(null);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        return client;
    }

    private static URI address(Mapping.Upstream upstream, Map<String, String> environment) {
        String variable = upstream.host().toUpperCase(Locale.ROOT).replace('-', '_') + "_PORT";
        return URI.create("http://127.0.0.1:" + environment.getOrDefault(variable, Integer.toString(upstream.port())));
    }

    /** An answer goes on as it is: not unpacked, not followed, no password looked for. */
    private static final class Unchanged implements LifeCycle.Listener {

        @Override
        public void lifeCycleStarted(LifeCycle started) {
            HttpClient client = (HttpClient) started;
            client.getContentDecoderFactories().clear();
            client.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
            client.getProtocolHandlers().remove(ProxyAuthenticationProtocolHandler.NAME);
            client.getProtocolHandlers().remove(RedirectProtocolHandler.NAME);
        }
    }

    /** Where it listens. */
    public int port() {
        return port(server);
    }

    /** Where it shows its metrics. */
    int adminPort() {
        return port(admin);
    }

    private static int port(Server server) {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    /** Stops it; requests under way are cut off. */
    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
