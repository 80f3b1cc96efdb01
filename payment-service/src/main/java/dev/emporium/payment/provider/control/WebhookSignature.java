package dev.emporium.payment.provider.control;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code t=<seconds>,v1=<hex>}, as Stripe writes it: HMAC-SHA-256 by a shared secret over time, point and raw body. Of several
 * {@code v1} one must fit, while a secret is changed for another. What is older than {@link #TOLERANCE}, or that much ahead, may
 * be a recording. Thread safe.
 */
public final class WebhookSignature {
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final int LONGEST_HEADER = 2_000;

    private final byte[] secret;
    private final Clock clock;

    public WebhookSignature(String secret, Clock clock) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.clock = clock;
    }

    /**
     * @param header null when there is none
     * @throws InvalidWebhookException when it does not fit
     */
    public void verify(String header, byte[] body) {
        if (header == null || header.length() > LONGEST_HEADER) {
            throw new InvalidWebhookException("no signature");
        }
        String time = null;
        List<byte[]> signatures = new ArrayList<>();
        for (String part : header.split(",")) {
            if (part.startsWith("t=")) {
                time = part.substring(2);
            } else if (part.startsWith("v1=")) {
                signatures.add(part.substring(3).getBytes(StandardCharsets.UTF_8));
            }
        }
        Duration age = age(time);
        byte[] expected = HexFormat.of().formatHex(sign(time, body)).getBytes(StandardCharsets.UTF_8);
        // compared in constant time, each one
        if (signatures.stream().noneMatch(signature -> MessageDigest.isEqual(expected, signature))) {
            throw new InvalidWebhookException("the signature does not fit");
        }
        if (age.abs().compareTo(TOLERANCE) > 0) {
            throw new InvalidWebhookException("not of now");
        }
    }

    private Duration age(String time) {
        try {
            return Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), clock.instant());
        } catch (RuntimeException e) {
            throw new InvalidWebhookException("no time");
        }
    }

    private byte[] sign(String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }
}
