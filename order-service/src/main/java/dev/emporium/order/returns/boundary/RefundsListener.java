package dev.emporium.order.returns.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.order.returns.control.Returns;
import dev.emporium.order.returns.entity.ReturnRepository.Refunded;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import java.util.List;
import java.util.Map;

/** Hears what was paid back, and what of that has not arrived. */
public final class RefundsListener {
    public static final String TOPIC = "payment.events";

    private final Returns returns;
    private final ObjectMapper json;

    public RefundsListener(Returns returns, ObjectMapper json) {
        this.returns = returns;
        this.json = json;
    }

    public Map<String, MessageHandler> handlers() {
        return Map.of(
                "payment.refunded", (transaction, messages) -> returns.refunded(transaction, read(messages)),
                "payment.refund_failed", (transaction, messages) -> returns.refundsFailed(transaction, read(messages)));
    }

    private List<Refunded> read(List<Message> messages) {
        return messages.stream()
                .map(message -> message.read(json, Refunded.class))
                .toList();
    }
}
