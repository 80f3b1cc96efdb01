package dev.emporium.standalone;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A service as the supervisor sees one: it is told its ports, becomes ready, and takes what is posted to it, files of
 * products from staff only. It insists that the key, the accounts and who the others are is customer-service's alone, and that a
 * service that asks in its own name can.
 */
final class FakeService {

    private static final String TOKEN = "fake-token-of-staff";

    private FakeService() {}

    public static void main(String[] arguments) throws Exception {
        boolean makesTokens = "/customers".equals(System.getenv("ROOT_PATH"));
        for (String own : List.of("KEY_ENCRYPTION_KEY", "DEMO_ACCOUNTS", "SERVICE_CLIENT_SECRETS")) {
            if (makesTokens == (System.getenv(own) == null)) {
                throw new IllegalStateException(own + " is " + (makesTokens ? "missing" : "none of its business"));
            }
        }
        String clients = System.getenv("SERVICE_CLIENT_SECRETS");
        if (clients != null
                && !clients.matches(
                        "order-service:[^,]{40,},shipping-service:[^,]{40,},notification-service:[^,]{40,}")) {
            throw new IllegalStateException("SERVICE_CLIENT_SECRETS is " + clients);
        }
        boolean asksItself = List.of("/orders", "/shipments", "/notifications").contains(System.getenv("ROOT_PATH"));
        if (asksItself == (System.getenv("SERVICE_CLIENT_SECRET") == null)) {
            throw new IllegalStateException("SERVICE_CLIENT_SECRET is " + System.getenv("SERVICE_CLIENT_SECRET"));
        }
        String owner = System.getenv("DATABASE_URL").replaceFirst(".*/", "").replace("orders", "order");
        if (!owner.equals(System.getenv("DATABASE_USER"))
                || System.getenv("DATABASE_PASSWORD").length() < 40) {
            throw new IllegalStateException("a database of " + System.getenv("DATABASE_USER"));
        }
        if (List.of(arguments).equals(List.of("search", "rebuild"))) {
            System.out.println("rebuilds the index at " + System.getenv("ELASTICSEARCH_URL"));
            return;
        }
        serve("HTTP_PORT", 201);
        serve("ADMIN_PORT", 200);
        System.out.println("serves " + System.getenv("ROOT_PATH") + " from " + System.getenv("DATABASE_URL")
                + " with the keys at " + System.getenv("JWKS_URL") + " and its lines to "
                + System.getenv("FLUENTD_HOST") + ":" + System.getenv("FLUENTD_PORT"));
    }

    private static void serve(String port, int status) throws Exception {
        var address = new InetSocketAddress(
                InetAddress.getByName(System.getenv("BIND_HOST")), Integer.parseInt(System.getenv(port)));
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body =
                    ("{\"access_token\":\"" + TOKEN + "\",\"status\":\"completed\"}").getBytes(StandardCharsets.UTF_8);
            boolean forStaff = exchange.getRequestURI().getPath().equals("/products/imports");
            boolean fromStaff =
                    ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(forStaff ? fromStaff ? 202 : 401 : status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }
}
