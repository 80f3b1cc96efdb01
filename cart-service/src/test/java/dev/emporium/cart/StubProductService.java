package dev.emporium.cart;

import dev.emporium.platform.testing.ServiceStub;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A stub: it stands in for the product service, which is another service's affair, and answers {@code GET
 * /products?ids=} as that one would. Real HTTP, counted; it can be away or hang.
 */
public final class StubProductService implements AutoCloseable {
    private final Map<UUID, String> products = new ConcurrentHashMap<>();
    private final Queue<List<UUID>> calls = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ServiceStub stub = new ServiceStub("product-service", "/products", this::answer);
    private volatile int status = 200;
    private volatile boolean hanging;

    public String url() {
        return stub.url();
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
                 "category": null, "brand": null, "attributes": {}, "family": null, "image_urls": [],
                 "price": {"amount": "%3$s", "currency": "%4$s"}, "available": 7, "status": "%5$s", "weight_grams": null,
                 "lowest_price_30_days": null, "low_stock_threshold": null,
                 "created_at": "2026-11-21T10:00:00Z", "updated_at": "2026-11-21T10:00:00Z"}
                """
                        .formatted(productId, productId.toString().substring(0, 4), amount, currency, status));
    }

    /** From now on it may answer what product-service would not. */
    public void talksNonsense() {
        stub.talksNonsense();
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

    private String answer(URI request) throws InterruptedException {
        String query = Objects.requireNonNullElse(request.getQuery(), "");
        List<UUID> ids = Arrays.stream(query.split("&"))
                .filter(parameter -> parameter.startsWith("ids="))
                .flatMap(parameter -> Arrays.stream(parameter.substring(4).split(",")))
                .map(UUID::fromString)
                .toList();
        calls.add(ids);
        if (hanging) {
            closed.await(60, TimeUnit.SECONDS);
        }
        int refusal = status;
        if (refusal != 200) {
            throw ServiceStub.refusal(refusal);
        }
        return ids.stream()
                .map(products::get)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(",", "{\"items\": [", "], \"next\": null}"));
    }

    @Override
    public void close() {
        closed.countDown();
        stub.close();
    }
}
