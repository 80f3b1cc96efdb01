package dev.emporium.order.ordering.entity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What lets a guest read one order. It is made from the order's id by the guest's own secret, the key of the request that
 * placed it (HMAC-SHA-256, RFC 2104): so it can be told again to whoever shows the key, and nothing that it could be made
 * from is kept. What is kept is a hash.
 */
public record OrderToken(String text) {
    public static final String PREFIX = "ot_";

    /** How one looks, as a regular expression for descriptions. */
    public static final String PATTERN = "^" + PREFIX + "[A-Za-z0-9_-]{43}$";

    /** @param key the guest's, as it came */
    public static OrderToken of(String key, UUID orderId) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(key), "HmacSHA256"));
            byte[] bits = mac.doFinal(bytes("order-token " + orderId));
            return new OrderToken(
                    PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }

    public byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "OrderToken[REDACTED]";
    }
}
