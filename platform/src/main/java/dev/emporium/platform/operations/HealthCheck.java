package dev.emporium.platform.operations;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;

/**
 * Asks the service in the same container whether it is ready, for those who can only run a program there: the exit code
 * is 0 when it is. An image without a shell has no other program to ask with.
 */
public final class HealthCheck {
    private static final int TIMEOUT_MS = 3_000;

    private HealthCheck() {}

    /** {@code ADMIN_PORT} says where to ask; it has no default here, as each service has its own. */
    public static void main(String[] arguments) {
        URI ready = URI.create("http://127.0.0.1:" + System.getenv("ADMIN_PORT") + "/health/ready");
        try {
            HttpURLConnection connection = (HttpURLConnection) ready.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(TIMEOUT_MS);
            connection.setReadTimeout(TIMEOUT_MS);
            int status = connection.getResponseCode();
            System.out.println(status);
            System.exit(status == 200 ? 0 : 1);
        } catch (IOException e) {
            System.out.println(e.getMessage());
            System.exit(1);
        }
    }
}
