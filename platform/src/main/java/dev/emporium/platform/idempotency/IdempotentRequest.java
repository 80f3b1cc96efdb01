package dev.emporium.platform.idempotency;

import dev.emporium.platform.Exchange;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.web.Bodies;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A request by the name that its caller gave it.
 *
 * @param caller whom the key belongs to
 * @param key the {@code Idempotency-Key}, or null when there is none; a secret if the caller is a guest, so it is never
 *     kept or logged, {@link #keptKey} is
 * @param operation method and resource, the same however the path was spelt: a key belongs to it too
 * @param hash of the body: what "the same request" means
 * @param formerHash of method, path and body: what it meant to the version that kept keys as they came
 */
public record IdempotentRequest(String caller, String key, String operation, byte[] hash, byte[] formerHash) {
    public static final String HEADER = "Idempotency-Key";

    /** How the header looks, as a regular expression for descriptions, and how long it is at most. */
    public static final String PATTERN = KeyHeader.PATTERN;

    public static final int LONGEST = 512;
    private static final String GUEST = "guest";
    private static final String KEPT = "sha256:";
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F-]{36}");

    /**
     * The request of somebody signed in, or of a guest: all guests are one caller, and what keeps their requests apart is
     * that nobody guesses another's key.
     *
     * @throws ProblemException 400 when there are two keys, one that is none, or a guest's that can be guessed
     */
    public static IdempotentRequest of(Optional<? extends Principal> caller, ContainerRequestContext request) {
        String key = KeyHeader.read(request.getHeaders().getOrDefault(HEADER, List.of()));
        if (key == null) {
            return new IdempotentRequest(
                    caller.map(Principal::getName).orElse(GUEST), null, null, new byte[0], new byte[0]);
        }
        if (caller.isEmpty()) {
            KeyHeader.refuseGuessable(key);
        }
        byte[] body = request.getProperty(Bodies.BODY) instanceof byte[] bytes ? bytes : new byte[0];
        return new IdempotentRequest(
                caller.map(Principal::getName).orElse(GUEST),
                key,
                operation(request),
                Sha256.of(body),
                Sha256.of(text(request.getMethod() + " " + request.getUriInfo().getPath() + "\n"), body));
    }

    /** The same request, now that its streamed body and all else that it asks for is known by its hash. */
    public IdempotentRequest hashedAs(byte[] contents) {
        return hashedBy(none -> contents);
    }

    /** The request of somebody signed in. */
    public static IdempotentRequest of(Principal caller, ContainerRequestContext request) {
        return of(Optional.of(caller), request);
    }

    /** The template of the path with what stands in it; an id is one in either case. */
    private static String operation(ContainerRequestContext request) {
        TreeMap<String, String> parameters = new TreeMap<>();
        request.getUriInfo()
                .getPathParameters()
                .forEach((name, values) -> parameters.put(name, canonical(values.get(0))));
        return request.getMethod() + " " + Exchange.of(request).route() + " " + parameters;
    }

    private static String canonical(String parameter) {
        return ID.matcher(parameter).matches() ? parameter.toLowerCase(Locale.ROOT) : parameter;
    }

    /** The same request with a key that belongs to somebody or something else than who has sent it. */
    public IdempotentRequest heldBy(String owner) {
        return new IdempotentRequest(owner, key, operation, hash, formerHash);
    }

    /** The same request with its hashes changed, such as by a secret. */
    public IdempotentRequest hashedBy(UnaryOperator<byte[]> change) {
        return new IdempotentRequest(caller, key, operation, change.apply(hash), change.apply(formerHash));
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

    /** What stands for the key in the database. */
    String keptKey() {
        return KEPT + HexFormat.of().formatHex(Sha256.of(text(operation + "\n" + key)));
    }

    /** What the version before is recognised by when it would keep the key. */
    byte[] keyHash() {
        return Sha256.of(text(key));
    }

    /** The key as a version that kept it as it came has written it. */
    String formerKey() {
        return key.startsWith(KEPT) ? keptKey() : key;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "IdempotentRequest[caller=%s, operation=%s, key=[REDACTED]]".formatted(caller, operation);
    }
}
