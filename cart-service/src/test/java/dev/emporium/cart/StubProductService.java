package dev.emporium.cart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A stub: it stands in for the product service, which is another service's affair, and answers {@code GET
 * /products?ids=} as that one would. Real HTTP, counted; it can be away or hang.
 */
public final class StubProductService implements AutoCloseable {
    private final Map<UUID, String> products = new ConcurrentHashMap<>();
    private final Queue<List<UUID>> calls = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpServer server;
    private volatile int status = 200;
    private volatile boolean hanging;

    public StubProductService() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/products", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/products";
    }

    /** A product on sale that nobody had before. */
    public UUID sells(String amount, String currency) {
        UUID productId = UUID.randomUUID();
        sells(productId, amount, currency, "active");
        return productId;
    }

    public void sells(UUID productId, String amount, String currency, String status) {
        products.put(
                productId,
                """
                {"product_id": "%1$s", "sku": "SKU-%2$s", "name": "Thing %2$s", "description": null,
                 "price": {"amount": "%3$s", "currency": "%4$s"}, "available": 7, "status": "%5$s"}
                """
                        .formatted(productId, productId.toString().substring(0, 4), amount, currency, status));
    }

    public void forgets(UUID productId) {
        products.remove(productId);
    }

    public void answers(int newStatus) {
        status = newStatus;
    }

    public void hangs(boolean hang) {
        hanging = hang;
    }

    /** The ids of each call since this was last asked. */
    public List<List<UUID>> calls() {
        List<List<UUID>> made = List.copyOf(calls);
        calls.clear();
        return made;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "");
            List<UUID> ids = Arrays.stream(query.split("&"))
                    .filter(parameter -> parameter.startsWith("ids="))
                    .flatMap(parameter -> Arrays.stream(parameter.substring(4).split(",")))
                    .map(UUID::fromString)
                    .toList();
            calls.add(ids);
            if (hanging) {
                closed.await(30, TimeUnit.SECONDS);
            }
            byte[] body = ids.stream()
                    .map(products::get)
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining(",", "{\"items\": [", "], \"next\": null}"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
