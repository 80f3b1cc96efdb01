package dev.emporium.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.local.Http;
import dev.emporium.local.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Products to play with, brought through the gateway as one file, as staff would, once per data folder. */
final class SampleCatalogue {
    private static final int TAKEN = 202;
    private static final int FOUND = 200;
    private static final int NOT_YET = 500;
    private static final long PATIENCE_MS = 60_000;
    private static final long PAUSE_MS = 500;
    private static final long LOOK_MS = 50;

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

    /** Comes back when all of them can be found. */
    private void load(JsonNode products, Map<String, String> headers) throws IOException {
        StringBuilder file = new StringBuilder();
        products.forEach(product -> file.append(product).append('\n'));
        Map<String, String> all = new HashMap<>(headers);
        all.put("Content-Type", "application/x-ndjson");
        JsonNode begun = json(post("/products/imports", all, file.toString()), TAKEN);
        String address =
                gateway() + "/products/imports/" + begun.path("import_id").asText();
        long deadline = System.currentTimeMillis() + PATIENCE_MS;
        JsonNode present = begun;
        while (present.path("finished_at").isNull()) {
            if (System.currentTimeMillis() > deadline || !Processes.pause(LOOK_MS)) {
                throw new IOException("its import takes too long");
            }
            present = json(Http.get(address, headers), FOUND);
        }
        if (!"completed".equals(present.path("status").asText())
                || present.path("failed").asInt() > 0) {
            throw new IOException("its import went wrong: " + address);
        }
    }

    private static JsonNode json(Http.Answer answer, int status) throws IOException {
        if (answer.status() != status) {
            throw new IOException("its import was answered with " + answer.status());
        }
        return new ObjectMapper().readTree(answer.body());
    }

    private String gateway() {
        return "http://127.0.0.1:" + settings.gatewayPort();
    }

    /** Asks again while a service behind the gateway, or the keys that it verifies tokens with, are still to come. */
    private Http.Answer post(String path, Map<String, String> headers, String body) throws IOException {
        long deadline = System.currentTimeMillis() + PATIENCE_MS;
        while (true) {
            Http.Answer answer = Http.post(gateway() + path, headers, body);
            if (answer.status() < NOT_YET || System.currentTimeMillis() > deadline || !Processes.pause(PAUSE_MS)) {
                return answer;
            }
        }
    }
}
