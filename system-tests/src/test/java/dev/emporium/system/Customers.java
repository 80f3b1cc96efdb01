package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.system.Http.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Customers who order three products each, every other one of them from a cart, half of them without
 * an account, and who do not give up: what was not
 * answered, or answered with a fault of the shop, they ask for again with the same Idempotency-Key.
 */
final class Customers implements AutoCloseable {
    private static final int AT_ONCE = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Shop shop;
    private final List<String> products;
    private final ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
    private final List<Future<?>> underWay = new ArrayList<>();
    private final Map<String, String> placed = new ConcurrentHashMap<>();

    /** @param products at least three */
    Customers(Shop shop, List<String> products) {
        this.shop = shop;
        this.products = List.copyOf(products);
    }

    void order(int count) {
        for (int i = 0; i < count; i++) {
            int number = i;
            underWay.add(clients.submit(() -> number % 2 == 0 ? orderItems(number) : orderCart(number)));
        }
    }

    void awaitPlaced(int count) throws Exception {
        Eventually.within(PATIENCE, () -> assertThat(placed).hasSizeGreaterThanOrEqualTo(count));
    }

    /** Waits until the last order is placed and returns the ids of all, one for each customer. */
    Collection<String> placed() throws Exception {
        for (Future<?> customer : underWay) {
            customer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        return placed.values();
    }

    private Http customer(int number) {
        return number % 4 < 2 ? shop.customer() : shop.guest();
    }

    private String orderItems(int number) throws Exception {
        return place(customer(number), Shop.orderOf(lines(number)));
    }

    private String orderCart(int number) throws Exception {
        Http customer = customer(number);
        String cart = insist(customer, "/carts/", Map.of()).text("cart_id");
        for (Map.Entry<String, Integer> line : lines(number).entrySet()) {
            insist(
                    customer,
                    "/carts/" + cart + "/items",
                    Map.of("product_id", line.getKey(), "quantity", line.getValue()));
        }
        return place(customer, Shop.orderOfCart(cart));
    }

    private Map<String, Integer> lines(int number) {
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (int i = 0; i < 3; i++) {
            lines.put(products.get((number + i) % products.size()), 1 + (number + i) % 2);
        }
        return lines;
    }

    private String place(Http customer, Map<String, Object> order) throws Exception {
        String key = Shop.key();
        String id = insist(customer, "/orders/", order, key).text("order_id");
        placed.put(key, id);
        return id;
    }

    private Answer insist(Http customer, String path, Map<String, Object> body) throws Exception {
        return insist(customer, path, body, Shop.key());
    }

    private Answer insist(Http customer, String path, Map<String, Object> body, String key) throws Exception {
        return Eventually.get(PATIENCE, untilAnswered(customer, path, body, key));
    }

    private Callable<Answer> untilAnswered(Http customer, String path, Map<String, Object> body, String key) {
        return () -> {
            Answer answer = customer.post(path, body, "Idempotency-Key", key, "Prefer", "wait=1");
            boolean stillAtWork = answer.text("code").equals("idempotency_key_in_use");
            if (answer.status() > 500 || stillAtWork) {
                throw new IOException("to be asked again: " + answer);
            }
            if (answer.status() >= 300) {
                throw new RefusedError(answer);
            }
            return answer;
        };
    }

    /** The shop blames a customer who did nothing wrong, or does not know itself what happened: nothing to ask again. */
    private static final class RefusedError extends Error {
        private static final long serialVersionUID = 1L;

        RefusedError(Answer answer) {
            super(answer.toString());
        }
    }

    @Override
    public void close() {
        clients.shutdownNow();
    }
}
