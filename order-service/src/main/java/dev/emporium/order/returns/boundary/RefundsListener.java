package dev.emporium.order.returns.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.order.returns.control.Returns;
import dev.emporium.platform.Money;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Hears what was paid back. */
public final class RefundsListener {
    public static final String TOPIC = "payment.events";

    private final Returns returns;
    private final ObjectMapper json;

    public RefundsListener(Returns returns, ObjectMapper json) {
        this.returns = returns;
        this.json = json;
    }

    private record Refunded(UUID refundId, Money amount) {
        Refunded {
            Objects.requireNonNull(refundId);
            Objects.requireNonNull(amount);
        }
    }

    public Map<String, MessageHandler> handlers() {
        return Map.of("payment.refunded", (transaction, messages) -> {
            Map<UUID, Money> refunds = new HashMap<>();
            messages.forEach(message -> {
                Refunded refund = message.read(json, Refunded.class);
                refunds.put(refund.refundId(), refund.amount());
            });
            returns.refunded(transaction, refunds);
        });
    }
}
