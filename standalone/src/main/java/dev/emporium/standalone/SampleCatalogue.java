package dev.emporium.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.local.Http;
import dev.emporium.local.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Products to play with, put on sale through the gateway as its staff would, once per data folder. */
final class SampleCatalogue {

    /** Products that are put on sale at the same time. */
    private static final int AT_ONCE = 4;

    private static final int CREATED = 201;
    private static final int ALREADY_THERE = 409;
    private static final int NOT_YET = 500;
    private static final long PATIENCE_MS = 60_000;
    private static final long PAUSE_MS = 500;

    private final Settings settings;
    private final Progress progress;

    SampleCatalogue(Settings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    static Path marker(Path data) {
        return data.resolve("catalogue.loaded");
    }

    /** Loads what is missing; a failure is told and tried again at the next start. */
    void load() {
        Path marker = marker(settings.data());
        if (Files.exists(marker)) {
            return;
        }
        try {
            JsonNode products = products();
            Map<String, String> headers = Map.of("Authorization", "Bearer " + signIn());
            load(products, headers);
            Files.writeString(marker, products.size() + "\n");
            progress.say("sample catalogue", products.size() + " products");
        } catch (IOException e) {
            progress.say("sample catalogue", "not loaded: " + e.getMessage());
        }
    }

    static JsonNode products() throws IOException {
        try (InputStream file = SampleCatalogue.class.getResourceAsStream("catalogue.json")) {
            return new ObjectMapper().readTree(file);
        }
    }

    private String signIn() throws IOException {
        Http.Answer answer = post("/customers/tokens", Map.of(), DemoAccount.STAFF.credentials());
        String token = answer.status() < 300
                ? new ObjectMapper()
                        .readTree(answer.body())
                        .path("access_token")
                        .asText()
                : "";
        if (token.isEmpty()) {
            throw new IOException(
                    "the sign-in of " + DemoAccount.STAFF.email() + " was answered with " + answer.status());
        }
        return token;
    }

    private void load(JsonNode products, Map<String, String> headers) throws IOException {
        ExecutorService staff = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> loaded = new ArrayList<>();
            for (JsonNode product : products) {
                loaded.add(staff.submit(() -> {
                    loadOne(product, headers);
                    return null;
                }));
            }
            for (Future<?> one : loaded) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            staff.shutdownNow();
        }
    }

    private void loadOne(JsonNode product, Map<String, String> headers) throws IOException {
        String sku = product.path("sku").asText();
        Map<String, String> all = new HashMap<>(headers);
        all.put("Idempotency-Key", "sample-" + sku);
        int status = post("/products/", all, product.toString()).status();
        if (status != CREATED && status != ALREADY_THERE) {
            throw new IOException("the product " + sku + " was answered with " + status);
        }
    }

    /** Asks again while a service behind the gateway, or the keys that it verifies tokens with, are still to come. */
    private Http.Answer post(String path, Map<String, String> headers, String json) throws IOException {
        long deadline = System.currentTimeMillis() + PATIENCE_MS;
        while (true) {
            Http.Answer answer = Http.post("http://127.0.0.1:" + settings.gatewayPort() + path, headers, json);
            if (answer.status() < NOT_YET || System.currentTimeMillis() > deadline || !Processes.pause(PAUSE_MS)) {
                return answer;
            }
        }
    }
}
