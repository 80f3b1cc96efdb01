package dev.emporium.platform.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** HTTP by hand, for requests that no client library would send. Waits a minute for an answer at most. */
public final class RawHttp {
    private static final int MILLIS = 60_000;

    private RawHttp() {}

    /** An answer; {@code rest} is what came until the connection's end, only read if there is no length. */
    public record Answer(int status, Map<String, String> headers, String body, String rest) {
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    public static Answer send(URI server, String head) throws IOException {
        return send(server, head, new byte[0]);
    }

    public static Answer send(URI server, String head, byte[] body) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(MILLIS);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            return read(socket.getInputStream(), head.startsWith("HEAD"));
        }
    }

    private static Answer read(InputStream in, boolean head) throws IOException {
        String[] status = line(in).split(" ", 3);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            headers.merge(
                    line.substring(0, line.indexOf(':')),
                    line.substring(line.indexOf(':') + 1).strip(),
                    (a, b) -> a + ", " + b);
        }
        if (head || !headers.containsKey("Content-Length")) {
            return new Answer(
                    Integer.parseInt(status[1]), headers, "", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.get("Content-Length")));
        return new Answer(Integer.parseInt(status[1]), headers, new String(body, StandardCharsets.UTF_8), "");
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the answer ends within its head, after: " + line);
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
