package dev.emporium.platform.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.platform.Platform;
import dev.emporium.platform.metrics.CacheCounts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * With what a service asks others in its own name, for what nobody's request causes: an access token of the role
 * {@code service} that customer-service gives for the service's secret (RFC 6749, section 4.4). It is kept until
 * {@link #MARGIN} before it ends, or until somebody has refused it. Thread safe; of several threads that find none each
 * asks for one, so that nobody waits for another's failure.
 */
public final class ServiceToken {
    /** What a clock may be wrong by, and a call may last. */
    static final Duration MARGIN = Duration.ofMinutes(1);

    private final RemoteService tokens;
    private final Map<String, String> request;
    private final InstantSource clock;
    private final CacheCounts lookups;
    private final AtomicReference<Held> held = new AtomicReference<>();

    /** For the service whose platform it is, by its name. */
    public ServiceToken(ServiceTokenConfiguration configuration, Platform platform) {
        this(configuration, platform, platform.clock());
    }

    ServiceToken(ServiceTokenConfiguration configuration, Platform platform, InstantSource clock) {
        this.tokens = new RemoteService("tokens", configuration.url(), platform);
        this.lookups = platform.meters().cache("tokens");
        String secret =
                configuration.secret() == null ? "" : configuration.secret().reveal();
        this.request = secret.isBlank()
                ? Map.of()
                : Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        platform.serviceName(),
                        "client_secret",
                        secret);
        this.clock = clock;
    }

    /**
     * The value of {@code Authorization}.
     *
     * @throws RemoteServiceException when there is none to be had: customer-service is away, does not know the service by
     *     this secret, or there is no secret
     */
    String bearer() {
        Held present = held.get();
        boolean isGood = present != null && clock.instant().isBefore(present.end());
        lookups.count(isGood);
        if (isGood) {
            return present.bearer();
        }
        if (request.isEmpty()) {
            throw new RemoteServiceException("there is no token without a secret (SERVICE_CLIENT_SECRET)", null);
        }
        Instant asked = clock.instant();
        Given given = tokens.post(request, Given.class);
        Held fresh = new Held(
                "Bearer " + given.accessToken(),
                asked.plusSeconds(given.expiresIn()).minus(MARGIN));
        held.set(fresh);
        return fresh.bearer();
    }

    /** Forgets it, unless there is another one by now. */
    void refused(String bearer) {
        Held present = held.get();
        if (present != null && present.bearer().equals(bearer)) {
            held.compareAndSet(present, null);
        }
    }

    /** @param end from when on it is not used any more */
    private record Held(String bearer, Instant end) {
        @Override
        public String toString() {
            return "Held[REDACTED]";
        }
    }

    /** @param expiresIn seconds */
    private record Given(
            @JsonProperty(value = "access_token", required = true) String accessToken,
            @JsonProperty(value = "expires_in", required = true) long expiresIn) {
        @Override
        public String toString() {
            return "Given[REDACTED]";
        }
    }
}
