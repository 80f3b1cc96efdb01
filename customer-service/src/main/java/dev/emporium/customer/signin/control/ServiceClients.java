package dev.emporium.customer.signin.control;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The services that call others in their own name (RFC 6749, section 4.4), as they are configured. Immutable. */
public final class ServiceClients {
    private static final Pattern CLIENT = Pattern.compile("([a-z][a-z0-9-]{0,62}):(.{16,512})");

    private final Map<String, byte[]> secrets;

    /**
     * @param configured such as {@code order-service:secret,cart-service:secret}
     * @throws IllegalArgumentException when it is not that, without saying what it is
     */
    public ServiceClients(String configured) {
        secrets = Pattern.compile(",")
                .splitAsStream(configured == null ? "" : configured)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(CLIENT::matcher)
                .peek(client -> {
                    if (!client.matches()) {
                        throw new IllegalArgumentException(
                                "serviceClients (SERVICE_CLIENT_SECRETS) must be names with"
                                        + " secrets of at least 16 characters, such as order-service:secret,cart-service:secret");
                    }
                })
                .collect(Collectors.toUnmodifiableMap(client -> client.group(1), client -> hash(client.group(2))));
    }

    /** The client's id as a principal, if it is one and knows its secret; compared in constant time. */
    public Optional<UUID> authenticate(String clientId, String secret) {
        byte[] expected = secrets.getOrDefault(clientId, new byte[32]);
        boolean right = MessageDigest.isEqual(expected, hash(secret)) & secrets.containsKey(clientId);
        return right ? Optional.of(principal(clientId)) : Optional.empty();
    }

    /** The same for every replica and at every start. */
    static UUID principal(String clientId) {
        return UUID.nameUUIDFromBytes(("emporium:service-client:" + clientId).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
