package dev.emporium.platform.client;

import com.codahale.metrics.Gauge;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import dev.emporium.platform.Platform;
import dev.emporium.platform.RequestContext;
import io.dropwizard.lifecycle.AutoCloseableManager;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.ServerErrorException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.glassfish.jersey.apache5.connector.Apache5ClientProperties;
import org.glassfish.jersey.apache5.connector.Apache5ConnectorProvider;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.ClientProperties;

/**
 * Reads from another service. A read is tried twice, the second time after a random moment; when the other fails or
 * hangs again and again the circuit opens and calls fail at once, for two seconds, so that its trouble does not become
 * ours. The request id and the trace go along. Thread safe.
 */
public final class RemoteService {
    private static final Duration CONNECT = Duration.ofMillis(500);
    private static final Duration READ = Duration.ofSeconds(2);
    private static final Duration OPEN = Duration.ofSeconds(2);

    private final String name;
    private final WebTarget base;
    private final CircuitBreaker circuit;
    private final Retry retry;

    /** @param collection the URL of the service's collection, its {@code ROOT_PATH} included */
    public RemoteService(String name, URI collection, Platform platform) {
        this.name = name;
        Client client = client(platform.json());
        platform.manage(new AutoCloseableManager(client::close));
        this.base = client.target(collection);
        this.circuit = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(20)
                        .minimumNumberOfCalls(10)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(OPEN)
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .build());
        this.retry = Retry.of(
                name,
                RetryConfig.custom()
                        .maxAttempts(2)
                        .intervalFunction(IntervalFunction.ofRandomized(Duration.ofMillis(50)))
                        .retryOnException(failure -> !(failure instanceof CallNotPermittedException))
                        .build());
        // 1 while calls to the other service fail at once because too many failed before
        platform.environment()
                .metrics()
                .<Gauge<Integer>>gauge(
                        "remote." + name + ".circuit.open",
                        () -> () -> circuit.getState() == CircuitBreaker.State.OPEN ? 1 : 0);
    }

    private static Client client(ObjectMapper mapper) {
        ObjectMapper lenient = mapper.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        ClientConfig config = new ClientConfig()
                .connectorProvider(new Apache5ConnectorProvider())
                .property(
                        Apache5ClientProperties.CONNECTION_MANAGER,
                        PoolingHttpClientConnectionManagerBuilder.create()
                                .setMaxConnPerRoute(64)
                                .setMaxConnTotal(64)
                                .build())
                .property(ClientProperties.CONNECT_TIMEOUT, (int) CONNECT.toMillis())
                .property(ClientProperties.READ_TIMEOUT, (int) READ.toMillis())
                .property(ClientProperties.FOLLOW_REDIRECTS, false)
                .register(new JacksonJsonProvider(lenient));
        return ClientBuilder.newClient(config);
    }

    /**
     * Reads one thing; empty when the other service says that it does not exist.
     *
     * @param path from the collection to the thing
     * @throws RemoteServiceException when there was no usable answer
     */
    public <T> Optional<T> get(UnaryOperator<WebTarget> path, Class<T> type) {
        return get(path, null, type);
    }

    /** @param credentials what goes into {@code Authorization}: whom we ask for; null asks as nobody */
    public <T> Optional<T> get(UnaryOperator<WebTarget> path, String credentials, Class<T> type) {
        Supplier<Optional<T>> call = () -> read(path.apply(base), credentials, type);
        try {
            return Retry.decorateSupplier(retry, CircuitBreaker.decorateSupplier(circuit, call))
                    .get();
        } catch (ProcessingException | ServerErrorException | CallNotPermittedException e) {
            throw new RemoteServiceException(name + " gave no answer: " + e.getMessage(), e);
        }
    }

    private static <T> Optional<T> read(WebTarget target, String credentials, Class<T> type) {
        Invocation.Builder request = target.request(MediaType.APPLICATION_JSON_TYPE);
        if (credentials != null) {
            request.header(HttpHeaders.AUTHORIZATION, credentials);
        }
        if (RequestContext.requestId() != null) {
            request.header("X-Request-Id", RequestContext.requestId());
        }
        if (RequestContext.traceparent() != null) {
            request.header("traceparent", RequestContext.traceparent());
        }
        try (Response response = request.get()) {
            if (response.getStatus() == 200) {
                return Optional.of(response.readEntity(type));
            }
            if (response.getStatus() == 404) {
                return Optional.empty();
            }
            // our own question was at fault, or the other is: either way there is no answer
            throw new ServerErrorException("status " + response.getStatus(), 502);
        }
    }
}
