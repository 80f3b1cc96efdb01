package dev.emporium.local;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The smallest HTTP client that does, as what supervises is to stay small. */
public final class Http {

    private Http() {}

    /** The status of a GET, or 0 where nobody answers in time. */
    public static int status(String url) {
        try {
            HttpURLConnection connection = open(url, 1_000);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status;
        } catch (IOException e) {
            return 0;
        }
    }

    public record Answer(int status, String body) {}

    public static Answer get(String url, Map<String, String> headers) throws IOException {
        HttpURLConnection connection = open(url, 10_000);
        headers.forEach(connection::setRequestProperty);
        return answer(connection);
    }

    /** @param headers they may say that the body is something other than JSON */
    public static Answer post(String url, Map<String, String> headers, String body) throws IOException {
        HttpURLConnection connection = open(url, 10_000);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        headers.forEach(connection::setRequestProperty);
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        return answer(connection);
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        // read to its end, so that the connection is used again
        try (var body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            String text = body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(status, text);
        }
    }

    private static HttpURLConnection open(String url, int timeoutMs) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection(java.net.Proxy.NO_PROXY);
        connection.setConnectTimeout(timeoutMs);
        connection.setReadTimeout(timeoutMs);
        connection.setInstanceFollowRedirects(false);
        return connection;
    }
}
