package dev.emporium.product.recommendation.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import dev.emporium.product.recommendation.control.Purchases;
import dev.emporium.product.recommendation.entity.Purchase;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Hears what is ordered, called off and brought back. */
public final class PurchasesListener {
    public static final String TOPIC = "order.events";

    private final Purchases purchases;
    private final ObjectMapper json;

    public PurchasesListener(Purchases purchases, ObjectMapper json) {
        this.purchases = purchases;
        this.json = json;
    }

    /** The handlers by type of message. */
    public Map<String, MessageHandler> handlers() {
        return Map.of(
                "order.confirmed", this::learn,
                "order.cancelled", this::takeBack,
                "order.returned", this::takeBack,
                "stock.restock", this::takeBackParts);
    }

    /** @param lines null for all that is left of the order, which is told by its events */
    private record Lines(UUID orderId, List<Line> lines) {
        Purchase purchase() {
            Map<UUID, Long> quantities = lines.stream()
                    .collect(Collectors.toMap(
                            line -> Objects.requireNonNull(line.productId, "product_id"),
                            Line::quantity,
                            Math::addExact));
            return new Purchase(Objects.requireNonNull(orderId, "order_id"), quantities);
        }

        Optional<Purchase> part() {
            return lines == null ? Optional.empty() : Optional.of(purchase());
        }
    }

    private record Line(UUID productId, long quantity) {}

    private record Over(UUID orderId) {
        Over {
            Objects.requireNonNull(orderId, "order_id");
        }
    }

    private void learn(Handle transaction, List<Message> messages) {
        purchases.learn(
                transaction,
                messages.stream()
                        .map(message -> message.read(json, Lines.class, Lines::purchase))
                        .toList());
    }

    private void takeBackParts(Handle transaction, List<Message> messages) {
        purchases.takeBackParts(
                transaction,
                messages.stream()
                        .map(message -> message.read(json, Lines.class, Lines::part))
                        .flatMap(Optional::stream)
                        .toList());
    }

    private void takeBack(Handle transaction, List<Message> messages) {
        purchases.takeBack(
                transaction,
                messages.stream()
                        .map(message -> message.read(json, Over.class, Over::orderId))
                        .collect(Collectors.toSet()));
    }
}
