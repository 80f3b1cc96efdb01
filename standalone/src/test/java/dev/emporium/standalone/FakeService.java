package dev.emporium.standalone;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A service as the supervisor sees one: it is told its ports, becomes ready, and takes what is posted to it. */
final class FakeService {

    private FakeService() {}

    public static void main(String[] arguments) throws Exception {
        serve("HTTP_PORT", 201);
        serve("ADMIN_PORT", 200);
        System.out.println("serves " + System.getenv("ROOT_PATH") + " from " + System.getenv("DATABASE_URL"));
    }

    private static void serve(String port, int status) throws Exception {
        var address = new InetSocketAddress(
                InetAddress.getByName(System.getenv("BIND_HOST")), Integer.parseInt(System.getenv(port)));
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }
}
