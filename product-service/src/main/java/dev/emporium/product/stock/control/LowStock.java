package dev.emporium.product.stock.control;

import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.messaging.Outgoing;
import dev.emporium.product.stock.entity.StockLevel;
import dev.emporium.product.stock.entity.StockRepository;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Tells when a product runs low: less than its threshold can be ordered, where it was more before; in the transaction of the
 * change. What stays low is not told again. Where nothing runs low, it asks the database nothing. Thread safe.
 */
public final class LowStock {
    private static final String EVENTS = "product.events";

    private final StockRepository stock;
    private final Outbox outbox;
    private final long threshold;

    /** @param threshold of products that have none of their own; 0 for never */
    public LowStock(StockRepository stock, Outbox outbox, long threshold) {
        this.stock = stock;
        this.outbox = outbox;
        this.threshold = threshold;
    }

    private record Low(UUID productId, String sku, String name, long available, long threshold) {}

    /**
     * Looks at what has changed.
     *
     * @param levels as they are now; the rows must be locked
     * @param fewer by how much less of a product can be ordered than before
     */
    void look(Handle transaction, Collection<StockLevel> levels, ToLongFunction<UUID> fewer) {
        Map<UUID, StockLevel> low = levels.stream()
                .filter(level -> level.available() < thresholdOf(level)
                        && level.available() + fewer.applyAsLong(level.productId()) >= thresholdOf(level))
                .collect(Collectors.toMap(StockLevel::productId, Function.identity()));
        if (!low.isEmpty()) {
            outbox.add(
                    transaction,
                    stock.names(transaction, low.keySet()).stream()
                            .map(product -> {
                                UUID id = product.productId();
                                StockLevel level = low.get(id);
                                Low data = new Low(
                                        id, product.sku(), product.name(), level.available(), thresholdOf(level));
                                return Outgoing.of(EVENTS, "stock.low", id, data);
                            })
                            .toList());
        }
    }

    private long thresholdOf(StockLevel level) {
        return level.lowThreshold() == null ? threshold : level.lowThreshold();
    }
}
