package dev.emporium.platform.client;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import dev.emporium.platform.Platform;
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.Tracing;
import dev.emporium.platform.metrics.Dependency;
import dev.emporium.platform.metrics.Dependency.Outcome;
import dev.emporium.platform.metrics.Meters;
import dev.emporium.platform.problem.Problem;
import io.dropwizard.lifecycle.AutoCloseableManager;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.ServerErrorException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;
import org.glassfish.jersey.apache5.connector.Apache5ClientProperties;
import org.glassfish.jersey.apache5.connector.Apache5ConnectorProvider;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.ClientProperties;

/**
 * Reads from another service. A read is tried twice, the second time after a random moment, and is over after
 * {@link #PATIENCE}, whatever the other does. When it fails or hangs again and again the circuit opens and calls fail at
 * once, for two seconds; of those that hang there are {@link #AT_ONCE} at most, and others fail after
 * {@link #WAIT_FOR_ROOM}: so its trouble does not become ours. The request id and the trace go along. Thread safe.
 */
public final class RemoteService {
    /** For all of a call, both attempts and what it waits for room included. */
    static final Duration PATIENCE = Duration.ofSeconds(4);

    static final int AT_ONCE = 64;

    private static final Duration WAIT_FOR_ROOM = Duration.ofSeconds(2);
    private static final Duration LEASE = Duration.ofMillis(500);
    private static final Duration CONNECT = Duration.ofMillis(500);
    private static final Duration READ = Duration.ofSeconds(2);
    private static final Duration OPEN = Duration.ofSeconds(2);
    private static final MediaType PROBLEM = MediaType.valueOf(Problem.MEDIA_TYPE);

    private final String name;
    private final WebTarget base;
    private final Bulkhead room;
    private final ExecutorService calls;
    private final CircuitBreaker circuit;
    private final Retry retry;
    private final Dependency other;
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param collection the URL of the service's collection, its {@code ROOT_PATH} included */
    public RemoteService(String name, URI collection, Platform platform) {
        this.name = name;
        Client client = client(platform.json());
        platform.manage(new AutoCloseableManager(client::close));
        this.base = client.target(collection);
        this.room = Bulkhead.of(
                name,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(AT_ONCE)
                        .maxWaitDuration(WAIT_FOR_ROOM)
                        .build());
        // as many threads as there is room for calls
        this.calls = Executors.newCachedThreadPool(work -> daemon(work, "calls-" + name));
        platform.manage(new AutoCloseableManager(calls::shutdownNow));
        this.circuit = Circuits.of(name, 10, OPEN);
        this.retry = Retry.of(
                name,
                RetryConfig.custom()
                        .maxAttempts(2)
                        .intervalFunction(IntervalFunction.ofRandomized(Duration.ofMillis(50)))
                        .retryOnException(failure -> !(failure instanceof CallNotPermittedException))
                        .build());
        this.other = platform.meters().dependency(name);
        platform.meters().circuit(name, () -> circuit.getState() == CircuitBreaker.State.OPEN);
        platform.meters()
                .pool(
                        "calls-" + name,
                        new Meters.Pool(
                                () -> AT_ONCE - room.getMetrics().getAvailableConcurrentCalls(),
                                () -> AT_ONCE,
                                waiting::get));
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    private static Client client(ObjectMapper mapper) {
        ObjectMapper lenient = mapper.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        ClientConfig config = new ClientConfig()
                .connectorProvider(new Apache5ConnectorProvider())
                .property(
                        Apache5ClientProperties.CONNECTION_MANAGER,
                        PoolingHttpClientConnectionManagerBuilder.create()
                                .setMaxConnPerRoute(AT_ONCE)
                                .setMaxConnTotal(AT_ONCE)
                                .build())
                .property(
                        Apache5ClientProperties.REQUEST_CONFIG,
                        RequestConfig.custom()
                                .setConnectionRequestTimeout(Timeout.of(LEASE))
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
     * @param question from the collection to the thing
     * @throws RemoteServiceException when there was no usable answer
     */
    public <T> Optional<T> get(UnaryOperator<Question> question, Class<T> type) {
        return ask(HttpMethod.GET, question, Invocation.Builder::get, orNone(type));
    }

    /**
     * What another service has.
     *
     * @param tag of this version of it, as the other's {@code ETag} says
     */
    public record Tagged<T>(String tag, T thing) {}

    /**
     * Reads one thing unless it is as it was: empty then.
     *
     * @param tag of the version that is known, or null
     * @throws RemoteServiceException when there was no usable answer, also when the thing does not exist
     */
    public <T> Optional<Tagged<T>> getIfChanged(UnaryOperator<Question> question, String tag, Class<T> type) {
        return ask(
                HttpMethod.GET,
                question,
                request -> (tag == null ? request : request.header(HttpHeaders.IF_NONE_MATCH, tag)).get(),
                response -> response.getStatus() == 304
                        ? Optional.empty()
                        : Optional.of(
                                new Tagged<>(response.getHeaderString(HttpHeaders.ETAG), required(response, type))));
    }

    /** @param credentials what goes into {@code Authorization}: whom we ask for; null asks as nobody */
    public <T> Optional<T> get(UnaryOperator<Question> question, String credentials, Class<T> type) {
        return ask(
                HttpMethod.GET,
                question,
                request ->
                        (credentials == null ? request : request.header(HttpHeaders.AUTHORIZATION, credentials)).get(),
                orNone(type));
    }

    /** In our own name. When the token is refused the second attempt comes with a new one. */
    public <T> Optional<T> get(UnaryOperator<Question> question, ServiceToken token, Class<T> type) {
        // that there is none to be had is no fault of the other, whose circuit would count it
        token.bearer();
        return ask(
                HttpMethod.GET,
                question,
                request -> {
                    String bearer = token.bearer();
                    Response response =
                            request.header(HttpHeaders.AUTHORIZATION, bearer).get();
                    if (response.getStatus() == 401) {
                        token.refused(bearer);
                    }
                    return response;
                },
                orNone(type));
    }

    /** To the collection itself, for what may be asked twice. */
    <T> T post(Object body, Class<T> type) {
        return ask(HttpMethod.POST, question -> question, request -> request.post(Entity.json(body)), orNone(type))
                .orElseThrow(() -> new RemoteServiceException(name + " gave no answer: there is none", null));
    }

    private <T> Optional<T> ask(
            String verb,
            UnaryOperator<Question> question,
            Function<Invocation.Builder, Response> method,
            Function<Response, Optional<T>> answer) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String requestId = RequestContext.requestId();
        String traceparent = RequestContext.traceparent();
        Supplier<Optional<T>> call = () -> {
            if (deadline - System.nanoTime() <= 0) {
                throw new ProcessingException("there is no time for another attempt");
            }
            RequestContext.Scope outer = RequestContext.open(requestId, traceparent);
            try {
                return read(verb, question.apply(new Question(base)).target(), method, answer);
            } finally {
                outer.close();
            }
        };
        Supplier<Optional<T>> twice = Retry.decorateSupplier(retry, CircuitBreaker.decorateSupplier(circuit, call));
        try {
            return await(twice, deadline);
        } catch (ProcessingException | ServerErrorException | CallNotPermittedException | BulkheadFullException e) {
            throw new RemoteServiceException(name + " gave no answer: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new RemoteServiceException(name + " gave no answer within %d s".formatted(PATIENCE.toSeconds()), e);
        }
    }

    /** Has it done by a thread that can be left alone with it: one that is read from drop by drop ends when it may. */
    private <T> T await(Supplier<T> call, long deadline) throws TimeoutException {
        waiting.incrementAndGet();
        try {
            room.acquirePermission();
        } finally {
            waiting.decrementAndGet();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        calls.execute(() -> {
            try {
                answer.complete(call.get());
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            } finally {
                room.onComplete();
            }
        });
        try {
            return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProcessingException("interrupted", e);
        }
    }

    private <T> Optional<T> read(
            String verb,
            WebTarget target,
            Function<Invocation.Builder, Response> method,
            Function<Response, Optional<T>> answer) {
        Invocation.Builder request = target.request(MediaType.APPLICATION_JSON_TYPE);
        if (RequestContext.requestId() != null) {
            request.header("X-Request-Id", RequestContext.requestId());
        }
        // what is asked for nobody is in no trace
        Span span = RequestContext.traceparent() == null
                ? Span.getInvalid()
                : Tracing.begin("ask " + name, SpanKind.CLIENT, RequestContext.traceparent());
        span.setAttribute("http.request.method", verb)
                .setAttribute("server.address", target.getUri().getHost())
                .setAttribute("server.port", port(target.getUri()));
        String traceparent = Tracing.traceparent(span, RequestContext.traceparent());
        if (traceparent != null) {
            request.header("traceparent", traceparent);
        }
        long start = System.nanoTime();
        int status = 0;
        try (Response response = method.apply(request)) {
            status = response.getStatus();
            span.setAttribute("http.response.status_code", status);
            Optional<T> read = answer.apply(response);
            other.answered(Outcome.SUCCESS, start);
            return read;
        } catch (RuntimeException e) {
            other.answered(status / 100 == 4 ? Outcome.REFUSED : Outcome.FAILURE, start);
            Tracing.fail(span, e);
            throw e;
        } finally {
            span.end();
        }
    }

    private static int port(URI uri) {
        int usual = "https".equals(uri.getScheme()) ? 443 : 80;
        return uri.getPort() < 0 ? usual : uri.getPort();
    }

    /** A 404 that is no problem document comes from something on the way, which does not know what there is. */
    private static <T> Function<Response, Optional<T>> orNone(Class<T> type) {
        return response -> response.getStatus() == 404 && PROBLEM.isCompatible(response.getMediaType())
                ? Optional.empty()
                : Optional.of(required(response, type));
    }

    private static <T> T required(Response response, Class<T> type) {
        if (response.getStatus() == 200) {
            return response.readEntity(type);
        }
        // our own question was at fault, or the other is: either way there is no answer
        throw new ServerErrorException("status " + response.getStatus(), 502);
    }
}
