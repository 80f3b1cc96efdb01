package dev.emporium.product.stock.control;

import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.messaging.Outgoing;
import dev.emporium.product.stock.entity.WatcherRepository;
import dev.emporium.product.stock.entity.WatcherRepository.Back;
import dev.emporium.product.stock.entity.WatcherRepository.Watcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Tells that what could not be ordered can be again, and to whom that is to be told, once; in the transaction of the change.
 * A message names so many watchers at most, so there are several for what many wait for, and one for what nobody does. Where
 * nothing comes back, it asks the database nothing. Thread safe.
 */
public final class BackInStock {
    static final int MOST_IN_A_MESSAGE = 500;
    private static final String EVENTS = "product.events";

    private final WatcherRepository watchers;
    private final Outbox outbox;

    public BackInStock(WatcherRepository watchers, Outbox outbox) {
        this.watchers = watchers;
        this.outbox = outbox;
    }

    private record Told(UUID watchId, UUID customerId) {}

    private record Event(UUID productId, String sku, String name, long available, List<Told> watchers) {}

    /** Looks at what can be ordered and has not become so by its stock: if somebody waits for it, it has come on sale. */
    void lookAtAwaited(Handle transaction, Set<UUID> productIds) {
        if (!productIds.isEmpty()) {
            look(transaction, watchers.awaited(transaction, productIds));
        }
    }

    /** The product never comes back: nobody waits for it any more. Its stock is the transaction's. */
    void isGone(Handle transaction, UUID productId) {
        watchers.forgetThoseOf(transaction, productId);
    }

    /**
     * Looks at what has come back.
     *
     * @param productIds of what there was nothing to order before, and is now
     */
    void look(Handle transaction, Collection<UUID> productIds) {
        if (productIds.isEmpty()) {
            return;
        }
        List<Back> back = watchers.onSale(transaction, productIds);
        if (back.isEmpty()) {
            return;
        }
        Map<UUID, List<Watcher>> waiting =
                watchers.take(transaction, back.stream().map(Back::productId).toList()).stream()
                        .collect(Collectors.groupingBy(Watcher::productId));
        List<Outgoing> events = new ArrayList<>();
        for (Back product : back) {
            List<Told> told = waiting.getOrDefault(product.productId(), List.of()).stream()
                    .map(watcher -> new Told(watcher.watchId(), watcher.customerId()))
                    .toList();
            for (int from = 0; from == 0 || from < told.size(); from += MOST_IN_A_MESSAGE) {
                List<Told> some = told.subList(from, Math.min(told.size(), from + MOST_IN_A_MESSAGE));
                UUID id = product.productId();
                Event data = new Event(id, product.sku(), product.name(), product.available(), some);
                events.add(Outgoing.of(EVENTS, "stock.back", id, data));
            }
        }
        outbox.add(transaction, events);
    }
}
