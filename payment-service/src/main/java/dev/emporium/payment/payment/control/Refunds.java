package dev.emporium.payment.payment.control;

import dev.emporium.payment.payment.entity.Payment;
import dev.emporium.payment.payment.entity.PaymentRepository;
import dev.emporium.payment.payment.entity.Refund;
import dev.emporium.payment.provider.entity.ProviderCalls;
import dev.emporium.payment.provider.entity.ProviderCalls.Wish;
import dev.emporium.payment.provider.entity.Step;
import dev.emporium.platform.Origin;
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.Uuid7;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is given back. A refund is made once for its id, and is set aside from what is left before the provider is asked, so
 * that however many are wanted at once no more is given back than was taken. Whoever has been given back some of it before, and
 * sends all of it back, gets what is left. Each method needs the payment's lock. Thread safe.
 */
public final class Refunds {
    private static final Logger LOG = LoggerFactory.getLogger(Refunds.class);
    private static final String ORDER_OVER = "order cancelled";

    private final PaymentRepository payments;
    private final ProviderCalls calls;
    private final Runnable wake;
    private final PaymentCounts counts;
    private final Clock clock;

    /** @param wake makes somebody look for calls that are due */
    public Refunds(PaymentRepository payments, ProviderCalls calls, Runnable wake, PaymentCounts counts, Clock clock) {
        this.payments = payments;
        this.calls = calls;
        this.wake = wake;
        this.counts = counts;
        this.clock = clock;
    }

    /**
     * Gives it back, or as much of it as is left, or will when it is taken. One of which nothing can be is noted as failed, and
     * somebody must look, unless all was given back before.
     *
     * @param origin of the wish
     */
    void ask(Handle transaction, Payment payment, RefundWish wish, Origin origin) {
        Refund refund = waiting(wish.refundId(), wish.amount().minorUnits(), wish.reason());
        if (!payments.addRefund(transaction, payment, refund, origin)) {
            return;
        }
        if (!wish.amount().currency().equals(payment.amount().currency())) {
            fail(transaction, payment, refund, origin, true);
        } else if (!payment.status().isOpen()) {
            beginOrFail(transaction, payment, refund, origin);
        }
    }

    private Refund waiting(UUID refundId, long amount, String reason) {
        return new Refund(refundId, amount, reason, Refund.Status.WAITING, clock.instant());
    }

    /**
     * Gives back some of what is left.
     *
     * @param amount in minor units
     * @param reason null when none is given
     * @param origin of the wish
     */
    void give(Handle transaction, Payment payment, long amount, String reason, Origin origin) {
        Refund refund = waiting(Uuid7.next(), amount, reason);
        if (!payments.addRefund(transaction, payment, refund, origin)
                || begin(transaction, payment, refund) != amount) {
            throw new IllegalStateException("more than is left, though the payment is locked");
        }
    }

    /** What follows for refunds from where the payment has come to. */
    void goOn(Handle transaction, Payment payment) {
        if (payment.status().isOpen() || payment.waiting().isEmpty() && !payment.voidAsked()) {
            return;
        }
        // whoever has waited for the lock has seen the refunds as they were before
        Payment now = payments.lockThatOf(transaction, payment.orderId()).orElseThrow();
        long left = now.left();
        for (Refund refund : now.waiting()) {
            left -= beginOrFail(transaction, now, refund, now.origin());
        }
        if (now.voidAsked() && left > 0) {
            give(transaction, now, left, ORDER_OVER, now.origin());
        }
    }

    /** Returns what was set aside. */
    private long beginOrFail(Handle transaction, Payment payment, Refund refund, Origin origin) {
        long begun = begin(transaction, payment, refund);
        if (begun == 0) {
            fail(transaction, payment, refund, origin, payment.captured() == 0);
        }
        return begun;
    }

    private long begin(Handle transaction, Payment payment, Refund refund) {
        long begun = payments.begin(transaction, payment, refund, clock.instant());
        if (begun > 0) {
            call(transaction, payment, refund);
        }
        return begun;
    }

    private void call(Handle transaction, Payment payment, Refund refund) {
        calls.open(
                transaction,
                List.of(new Wish(
                        payment.orderId(),
                        payment.paymentId(),
                        Step.REFUND,
                        refund.refundId(),
                        null,
                        clock.instant())));
        transaction.afterCommit(wake);
    }

    private void fail(Handle transaction, Payment payment, Refund refund, Origin origin, boolean somebodyWaits) {
        payments.failRefund(transaction, payment.orderId(), refund.refundId(), clock.instant());
        if (somebodyWaits) {
            transaction.afterCommit(counts::refundFailed);
            transaction.afterCommit(() -> RequestContext.with(origin, () -> tellOfFailure(payment, refund.refundId())));
        }
    }

    /** Somebody waits for money that does not come. */
    static void tellOfFailure(Payment payment, UUID refundId) {
        LOG.atError()
                .addKeyValue("event.action", "refund-failed")
                .addKeyValue("emporium.order_id", payment.orderId())
                .addKeyValue("emporium.payment_id", payment.paymentId())
                .addKeyValue("emporium.refund_id", refundId)
                .log("A refund cannot be made");
    }
}
