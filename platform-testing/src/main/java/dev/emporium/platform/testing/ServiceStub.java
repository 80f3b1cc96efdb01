package dev.emporium.platform.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.emporium.platform.Exchange;
import dev.emporium.platform.Json;
import dev.emporium.platform.problem.Problem;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.problem.Refusal;
import dev.emporium.platform.testing.ApiDescription.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Stands in for another service over real HTTP, and answers nothing that the service does not say of itself
 * ({@link ServiceContracts}). Beyond that each object has one more field, which clients are to ignore. Thread safe.
 */
public final class ServiceStub implements AutoCloseable {
    private final String collection;
    private final ApiDescription contract;
    private final Handler handler;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private volatile boolean bound = true;

    /** Answers the requests; called by many threads at once. */
    @FunctionalInterface
    public interface Handler {
        /**
         * @return the body of a 200
         * @throws ProblemException for a refusal
         */
        String answer(URI request) throws InterruptedException;
    }

    /** @param collection as in {@code /products} */
    public ServiceStub(String service, String collection, Handler handler) {
        this.collection = collection;
        this.contract = ServiceContracts.of(service, collection);
        this.handler = handler;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext(collection, this::answer);
        server.start();
    }

    /** Of the collection. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + collection;
    }

    /** As the platform refuses. */
    public static ProblemException refusal(int status) {
        ProblemException refusal =
                ProblemException.of(status, Refusal.of(status).code(), "The stub refuses.");
        return status == 429 || status == 503 ? refusal.withRetryAfter(Duration.ofSeconds(1)) : refusal;
    }

    /** From now on it may answer what the service would not. */
    public void talksNonsense() {
        bound = false;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set(Exchange.REQUEST_ID, "stub");
            try {
                String body = handler.answer(exchange.getRequestURI());
                exchange.getResponseHeaders().set("ETag", "\"stub\"");
                send(exchange, 200, "application/json", body);
            } catch (ProblemException e) {
                e.headers().forEach(exchange.getResponseHeaders()::set);
                Problem problem = Problem.of(
                        e.status(),
                        e.code(),
                        e.getMessage(),
                        exchange.getRequestURI().getPath(),
                        "stub",
                        null,
                        List.of());
                send(exchange, e.status(), Problem.MEDIA_TYPE, Json.mapper().writeValueAsString(problem));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        Answer answer = new Answer(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                status,
                HttpHeaders.of(exchange.getResponseHeaders(), (name, value) -> true),
                body);
        JsonNode json = Json.mapper().readTree(body);
        addMore(json);
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.getResponseBody().close();
        // after it is on its way: whoever waits for it has time-outs
        if (bound) {
            contract.faults(answer).forEach(fault -> faults.add(fault + ": " + answer));
        }
    }

    private static void addMore(JsonNode json) {
        json.forEach(ServiceStub::addMore);
        if (json instanceof ObjectNode object) {
            object.put("something_new", 1);
        }
    }

    /** @throws AssertionError when the service itself would not have answered so */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(faults).as("what the stub of %s answered", collection).isEmpty();
    }
}
