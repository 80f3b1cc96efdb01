package dev.emporium.notification;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.emporium.platform.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Takes text messages, each once by its key; of a number that ends with a status it answers that. */
public final class SmsGateway {
    private final Map<String, JsonNode> texts = new ConcurrentHashMap<>();
    private final HttpServer http;

    SmsGateway() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.createContext("/sms", exchange -> {
            JsonNode text = Json.mapper().readTree(exchange.getRequestBody());
            String to = text.path("to").asText();
            int status = to.matches(".*[45]0\\d") ? Integer.parseInt(to.substring(to.length() - 3)) : 202;
            if (status == 202) {
                texts.put(exchange.getRequestHeaders().getFirst("Idempotency-Key"), text);
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        http.start();
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/sms";
    }

    public List<String> to(String number) {
        return texts.values().stream()
                .filter(text -> text.path("to").asText().equals(number))
                .map(text -> text.path("text").asText())
                .toList();
    }
}
