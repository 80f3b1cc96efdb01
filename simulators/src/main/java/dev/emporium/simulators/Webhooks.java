package dev.emporium.simulators;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells the shop of what happens to charges, by requests that are signed with a time. What is not taken is told again some
 * times; what is left when the process ends is not told any more. Thread safe.
 */
final class Webhooks implements AutoCloseable {
    /** As Stripe writes its own: the time, and HMAC-SHA256 over time, point and body. */
    static final String SIGNATURE = "Simulator-Signature";

    private static final int TRIES = 6;

    private final URI shop;
    private final String secret;
    private final ObjectMapper json;
    private final ScheduledThreadPoolExecutor sending = new ScheduledThreadPoolExecutor(4, work -> {
        Thread thread = new Thread(work, "webhooks");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /** @param shop null when there is nobody to tell */
    Webhooks(URI shop, String secret, ObjectMapper json) {
        this.shop = shop;
        this.secret = secret;
        this.json = json;
    }

    /** What is told: the charge as it was then. */
    String event(Intent intent) {
        try {
            return json.writeValueAsString(Map.of(
                    "id",
                    "evt_" + UUID.randomUUID().toString().replace("-", ""),
                    "type",
                    "payment_intent." + intent.status(),
                    "created",
                    Instant.now().getEpochSecond(),
                    "data",
                    Map.of("object", intent)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Tells it in the background. */
    void tell(String event) {
        if (shop != null) {
            sending.execute(() -> attempt(event, 1));
        }
    }

    /** Tells it now, and does not mind when nobody hears. */
    void tellNow(String event) {
        if (shop != null) {
            isTaken(event);
        }
    }

    private void attempt(String event, int number) {
        if (!isTaken(event) && number < TRIES) {
            sending.schedule(() -> attempt(event, number + 1), 200L << number, TimeUnit.MILLISECONDS);
        }
    }

    private boolean isTaken(String event) {
        HttpRequest request = HttpRequest.newBuilder(shop)
                .timeout(Duration.ofSeconds(5))
                .header("Content-Type", "application/json")
                .header(SIGNATURE, signature(event, Instant.now().getEpochSecond(), secret))
                .POST(BodyPublishers.ofString(event))
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() / 100 == 2;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static String signature(String body, long at, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] bits = mac.doFinal((at + "." + body).getBytes(StandardCharsets.UTF_8));
            return "t=" + at + ",v1=" + HexFormat.of().formatHex(bits);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }

    @Override
    public void close() {
        sending.shutdownNow();
    }
}
