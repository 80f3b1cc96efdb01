package dev.emporium.payment.payment.control;

import dev.emporium.payment.payment.entity.Move;
import dev.emporium.payment.payment.entity.Payment;
import dev.emporium.payment.payment.entity.PaymentStatus;
import dev.emporium.payment.provider.entity.ProviderCall;
import dev.emporium.platform.Money;
import dev.emporium.platform.Origin;
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.messaging.Outgoing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How others are told of payments: by the events of {@code payment.events}, keyed by the order's id, and by log lines. Thread safe. */
final class Tidings {
    private static final Logger LOG = LoggerFactory.getLogger(Tidings.class);
    private static final String EVENTS = "payment.events";

    private record Amount(UUID orderId, UUID paymentId, Money amount) {}

    private record Action(UUID orderId, UUID paymentId, String url, Instant expiresAt) {}

    private record Declined(UUID orderId, UUID paymentId, String reason) {}

    private record Failed(UUID orderId, UUID paymentId) {}

    private record Refunded(
            UUID orderId, UUID paymentId, UUID customerId, UUID refundId, Money amount, Money refunded) {}

    /** @param payment as it is after the move */
    Outgoing of(Move move, Payment payment) {
        return outgoing(
                move.event(),
                payment,
                payment.origin(),
                switch (payment.status()) {
                    case ACTION_REQUIRED ->
                        new Action(
                                payment.orderId(), payment.paymentId(), payment.actionUrl(), payment.actionExpiresAt());
                    case DECLINED -> new Declined(payment.orderId(), payment.paymentId(), payment.reason());
                    case FAILED -> new Failed(payment.orderId(), payment.paymentId());
                    default -> amount(payment);
                });
    }

    /** @param payment as it is after the refund; when the order is over and nothing of it is left, that is told too */
    List<Outgoing> ofRefund(Payment payment, ProviderCall call) {
        List<Outgoing> told = new ArrayList<>();
        told.add(outgoing("payment.refunded", payment, call.origin(), refund(payment, call)));
        if (payment.voidAsked() && payment.status() == PaymentStatus.REFUNDED) {
            told.add(outgoing("payment.voided", payment, call.origin(), amount(payment)));
        }
        return told;
    }

    /** @param payment as it is without the refund, which was told to be made */
    Outgoing ofFailedRefund(Payment payment, ProviderCall call) {
        return outgoing("payment.refund_failed", payment, call.origin(), refund(payment, call));
    }

    private static Refunded refund(Payment payment, ProviderCall call) {
        return new Refunded(
                payment.orderId(),
                payment.paymentId(),
                payment.customerId(),
                call.refundId(),
                call.amount(),
                payment.money(payment.refunded()));
    }

    private static Amount amount(Payment payment) {
        return new Amount(payment.orderId(), payment.paymentId(), payment.amount());
    }

    private static Outgoing outgoing(String type, Payment payment, Origin origin, Object data) {
        return Outgoing.of(origin, EVENTS, type, payment.orderId(), data);
    }

    static void log(Payment payment, Origin origin) {
        RequestContext.with(origin, () -> LOG.atInfo()
                .addKeyValue("event.action", "payment-moved")
                .addKeyValue("emporium.order_id", payment.orderId())
                .addKeyValue("emporium.payment_id", payment.paymentId())
                .addKeyValue("emporium.payment_status", payment.status().word())
                .addKeyValue("event.reason", payment.reason())
                .log("A payment has moved"));
    }
}
