package dev.emporium.notification.notification.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.notification.notification.control.Notice;
import dev.emporium.notification.notification.control.Notices;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Hears that there is little left of something, and that there is something again. */
public final class ProductEventsListener {
    public static final String TOPIC = "product.events";

    private final Telling telling;

    public ProductEventsListener(Notices notices, ObjectMapper json) {
        this.telling = new Telling(notices, json);
    }

    public Map<String, MessageHandler> handlers() {
        return Map.of(
                "stock.low",
                telling.of(
                        Low.class,
                        (heard, stock) ->
                                Notice.stockLow(heard, stock.sku, stock.name, stock.available, stock.threshold)),
                "stock.back",
                telling.ofEach(Back.class, (heard, stock) -> stock.watchers.stream()
                        .map(watcher -> Notice.backInStock(
                                heard, watcher.watchId, watcher.customerId, stock.sku, stock.name, stock.available))
                        .toList()));
    }

    record Back(String sku, String name, long available, List<Watcher> watchers) {}

    /** @param watchId what is told once */
    record Watcher(UUID watchId, UUID customerId) {}

    record Low(String sku, String name, long available, long threshold) {}
}
