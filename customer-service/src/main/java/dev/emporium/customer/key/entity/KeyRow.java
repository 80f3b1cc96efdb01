package dev.emporium.customer.key.entity;

import java.time.Instant;

/**
 * A signing key as it is kept.
 *
 * @param publicKey a JWK (RFC 7517)
 * @param sealedKey the private key, which only {@link KeySeal} can open
 * @param signsFrom when it takes over; until then it is only published
 */
public record KeyRow(String kid, String publicKey, byte[] sealedKey, Instant createdAt, Instant signsFrom) {}
