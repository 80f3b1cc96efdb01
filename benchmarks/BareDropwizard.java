import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Environment;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.file.Files;
import org.eclipse.jetty.server.ServerConnector;

/** The limit of what Dropwizard can answer: a resource with two bodies out of memory, and no line for a request. */
public final class BareDropwizard extends Application<Configuration> {
    private static final String CONFIGURATION =
            """
            logging: {level: WARN, appenders: [{type: console, target: stderr}]}
            server:
              applicationConnectors: [{type: http, bindHost: 127.0.0.1, port: 0}]
              adminConnectors: [{type: http, bindHost: 127.0.0.1, port: 0}]
              requestLog: {appenders: []}
            """;

    private final java.nio.file.Path folder;

    private BareDropwizard(java.nio.file.Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        java.nio.file.Path folder = java.nio.file.Path.of(arguments[0]);
        java.nio.file.Path configuration = Files.writeString(folder.resolve("dropwizard.yaml"), CONFIGURATION);
        new BareDropwizard(folder).run("server", configuration.toString());
    }

    @Override
    public void run(Configuration configuration, Environment environment) throws IOException {
        environment
                .jersey()
                .register(new Bodies(
                        Files.readAllBytes(folder.resolve("product.json")),
                        Files.readAllBytes(folder.resolve("list.json"))));
        environment.lifecycle().addServerLifecycleListener(server ->
                System.out.println(((ServerConnector) server.getConnectors()[0]).getLocalPort()));
    }

    @Path("/")
    @Produces(MediaType.APPLICATION_JSON)
    public static final class Bodies {
        private final byte[] product;
        private final byte[] list;

        Bodies(byte[] product, byte[] list) {
            this.product = product;
            this.list = list;
        }

        @GET
        @Path("product")
        public byte[] product() {
            return product;
        }

        @GET
        @Path("list")
        public byte[] list() {
            return list;
        }
    }
}
