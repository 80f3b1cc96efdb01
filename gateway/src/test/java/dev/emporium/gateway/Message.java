package dev.emporium.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One HTTP/1.1 message as it was on the wire. */
record Message(String text) {

    /** Reads as far as its Content-Length; what has none is taken to have no body. */
    static Message read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after " + head);
            }
            head.append((char) next);
        }
        String length = new Message(head.toString()).header("Content-Length");
        byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
        return new Message(head + new String(body, StandardCharsets.ISO_8859_1));
    }

    String firstLine() {
        return text.substring(0, text.indexOf("\r\n"));
    }

    String body() {
        return text.substring(text.indexOf("\r\n\r\n") + 4);
    }

    /** The value of a header, whatever the case of its name; empty when it is not there. */
    String header(String name) {
        return text.substring(0, text.indexOf("\r\n\r\n"))
                .lines()
                .skip(1)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
