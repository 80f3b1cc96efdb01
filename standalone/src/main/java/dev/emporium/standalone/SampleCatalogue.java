package dev.emporium.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Products to play with, put on sale through the gateway as anybody would, once per data folder. */
final class SampleCatalogue {

    private static final int CREATED = 201;
    private static final int ALREADY_THERE = 409;

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
            for (JsonNode product : products) {
                load(product);
            }
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

    private void load(JsonNode product) throws IOException {
        String sku = product.path("sku").asText();
        String url = "http://127.0.0.1:" + settings.gatewayPort() + "/products/";
        int status = Http.post(url, Map.of("Idempotency-Key", "sample-" + sku), product.toString());
        if (status != CREATED && status != ALREADY_THERE) {
            throw new IOException("the product " + sku + " was answered with " + status);
        }
    }
}
