package dev.emporium.platform.idempotency;

import dev.emporium.platform.problem.ProblemException;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * A request by the name that its caller gave it.
 *
 * @param caller whom the key belongs to
 * @param key the {@code Idempotency-Key}, or null when there is none
 * @param hash of method, path and body: what "the same request" means
 */
public record IdempotentRequest(String caller, String key, byte[] hash) {
    public static final String HEADER = "Idempotency-Key";
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /** @throws ProblemException 400 when the key is not 1 to 255 visible ASCII characters */
    public static IdempotentRequest of(String caller, ContainerRequestContext request) {
        String key = request.getHeaderString(HEADER);
        if (key == null) {
            return new IdempotentRequest(caller, null, new byte[0]);
        }
        if (!KEY.matcher(key).matches()) {
            throw ProblemException.of(
                    400, "invalid_idempotency_key", "Idempotency-Key must be 1 to 255 visible ASCII characters.");
        }
        return new IdempotentRequest(caller, key, hash(request));
    }

    /** @throws ProblemException 400 when there is no key */
    public IdempotentRequest required() {
        if (key == null) {
            throw ProblemException.of(
                    400,
                    "idempotency_key_required",
                    "This request needs an Idempotency-Key header, such as a new UUID, so that it is safe to retry.");
        }
        return this;
    }

    private static byte[] hash(ContainerRequestContext request) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String line = request.getMethod() + " " + request.getUriInfo().getPath() + "\n";
            digest.update(line.getBytes(StandardCharsets.UTF_8));
            if (request.getProperty("emporium.body") instanceof byte[] body) {
                digest.update(body);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
