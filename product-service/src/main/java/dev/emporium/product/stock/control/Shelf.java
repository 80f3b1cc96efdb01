package dev.emporium.product.stock.control;

import dev.emporium.product.stock.entity.Demand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What is available while demands are granted one after the other, each wholly or not at all. Used by one thread. */
final class Shelf {
    private final Map<UUID, Long> available;
    private final Map<UUID, Long> taken = new HashMap<>();

    /** @param available of what is on sale; nothing else is to be had */
    Shelf(Map<UUID, Long> available) {
        this.available = new HashMap<>(available);
    }

    /** Takes what is asked for if all of it is there. @return what is not to be had: nothing if it was taken */
    List<UUID> take(Demand demand) {
        List<UUID> refused = demand.quantities().entrySet().stream()
                .filter(wanted -> available.getOrDefault(wanted.getKey(), 0L) < wanted.getValue())
                .map(Map.Entry::getKey)
                .toList();
        if (refused.isEmpty()) {
            demand.quantities().forEach((productId, quantity) -> {
                available.merge(productId, -quantity, Long::sum);
                taken.merge(productId, quantity, Long::sum);
            });
        }
        return refused;
    }

    /** All that was taken. */
    Map<UUID, Long> taken() {
        return taken;
    }
}
