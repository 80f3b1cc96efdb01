package dev.emporium.customer.audit.control;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stands for what must be recognised again but not kept: the same text gives the same pseudonym, and without the key
 * nobody can try out texts (HMAC-SHA-256, RFC 2104). Thread safe.
 */
public final class Pseudonyms {
    private static final String ALGORITHM = "HmacSHA256";
    private final SecretKeySpec key;

    /** @param secret from which the key is made, for this purpose alone */
    public Pseudonyms(byte[] secret) {
        key = new SecretKeySpec(
                hmac(new SecretKeySpec(secret, ALGORITHM), "pseudonyms".getBytes(StandardCharsets.UTF_8)), ALGORITHM);
    }

    /** @param email what is the same for an e-mail address however it is written */
    public String ofEmail(String email) {
        byte[] text = email.getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(hmac(key, text), 0, 16);
    }

    public byte[] of(byte[] bytes) {
        return hmac(key, bytes);
    }

    private static byte[] hmac(SecretKeySpec key, byte[] bytes) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }
}
