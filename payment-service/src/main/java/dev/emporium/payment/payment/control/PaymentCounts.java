package dev.emporium.payment.payment.control;

import dev.emporium.payment.payment.entity.Payment;
import dev.emporium.payment.payment.entity.PaymentStatus;
import dev.emporium.platform.Money;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.math.BigDecimal;

/** Counts payments as they come to a state, refunds as they end, and the money. After the commit, for watching alone. Thread safe. */
public final class PaymentCounts {
    private static final String MADE = "refunded";
    private static final String FAILED = "failed";

    private final Counter payments;
    private final Counter money;
    private final Counter refunds;
    private final Counter refunded;

    public PaymentCounts(PrometheusRegistry metrics) {
        this.payments = Counter.builder()
                .name("payments_total")
                .help("Payments that came to a state")
                .labelNames("status")
                .register(metrics);
        this.money = Counter.builder()
                .name("payment_amount_total")
                .help("The amounts of these payments, in the currency's main unit")
                .labelNames("status", "currency")
                .register(metrics);
        this.refunds = Counter.builder()
                .name("refunds_total")
                .help("Refunds that were made, or failed, be it after they were made")
                .labelNames("outcome")
                .register(metrics);
        this.refunded = Counter.builder()
                .name("refund_amount_total")
                .help("What was given back, in the currency's main unit")
                .labelNames("currency")
                .register(metrics);
        for (PaymentStatus status : PaymentStatus.values()) {
            payments.initLabelValues(status.word());
        }
        refunds.initLabelValues(MADE);
        refunds.initLabelValues(FAILED);
    }

    void came(Payment payment) {
        String status = payment.status().word();
        payments.labelValues(status).inc();
        money.labelValues(status, payment.amount().currencyCode()).inc(worth(payment.amount()));
    }

    void refunded(Money amount) {
        refunds.labelValues(MADE).inc();
        refunded.labelValues(amount.currencyCode()).inc(worth(amount));
    }

    void refundFailed() {
        refunds.labelValues(FAILED).inc();
    }

    private static double worth(Money amount) {
        return new BigDecimal(amount.amount()).doubleValue();
    }
}
