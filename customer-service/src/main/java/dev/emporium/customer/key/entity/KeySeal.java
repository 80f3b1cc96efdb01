package dev.emporium.customer.key.entity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Seals what must not be read in the database: AES-256-GCM (NIST SP 800-38D), bound to the name it is kept under. */
public final class KeySeal {
    private static final int KEY = 32;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;

    private KeySeal(SecretKeySpec key) {
        this.key = key;
    }

    /** @throws IllegalArgumentException for what is not 32 bytes in Base64, without saying what it is */
    public static byte[] decode(String base64) {
        try {
            byte[] key = Base64.getDecoder().decode(base64 == null ? "" : base64.strip());
            if (key.length == KEY) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new IllegalArgumentException("encryptionKey (KEY_ENCRYPTION_KEY) must be 32 random bytes in Base64, which"
                + " the signing keys are encrypted with: openssl rand -base64 32");
    }

    public static KeySeal of(byte[] key) {
        return new KeySeal(new SecretKeySpec(key, "AES"));
    }

    public byte[] seal(String name, byte[] secret) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, name, nonce).doFinal(secret);
            return ByteBuffer.allocate(NONCE + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /** @throws IllegalArgumentException when it was sealed with another key or under another name, or was changed */
    public byte[] open(String name, byte[] sealed) {
        try {
            return cipher(Cipher.DECRYPT_MODE, name, sealed).doFinal(sealed, NONCE, sealed.length - NONCE);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("encryptionKey (KEY_ENCRYPTION_KEY) does not open the signing key "
                    + name + " in the database: it is not the one that it was encrypted with");
        }
    }

    private Cipher cipher(int mode, String name, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce, 0, NONCE));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
