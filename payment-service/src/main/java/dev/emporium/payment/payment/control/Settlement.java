package dev.emporium.payment.payment.control;

import dev.emporium.payment.payment.entity.Move;
import dev.emporium.payment.payment.entity.Payment;
import dev.emporium.payment.payment.entity.PaymentRepository;
import dev.emporium.payment.payment.entity.PaymentStatus;
import dev.emporium.payment.payment.entity.Refund;
import dev.emporium.payment.provider.control.WebhookEvent;
import dev.emporium.payment.provider.control.Webhooks;
import dev.emporium.payment.provider.entity.Finding;
import dev.emporium.payment.provider.entity.Finding.Kind;
import dev.emporium.payment.provider.entity.ProviderCall;
import dev.emporium.payment.provider.entity.ProviderCalls;
import dev.emporium.payment.provider.entity.ProviderCalls.Wish;
import dev.emporium.payment.provider.entity.Step;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows from the provider's answers: the call is settled, the payment moved along the table {@link Move}, the ledger
 * posted and those told who must know, in one transaction. An answer that comes twice, or to a call that is settled, has no
 * effect. Thread safe.
 */
public final class Settlement implements Webhooks.Hint {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final int DOUBLINGS = 6;

    private final Jdbi jdbi;
    private final PaymentRepository payments;
    private final ProviderCalls calls;
    private final FollowUp followUp;
    private final Tidings tidings = new Tidings();
    private final Outbox outbox;
    private final Duration confirmWithin;
    private final Runnable wake;
    private final PaymentCounts counts;
    private final Clock clock;

    /**
     * @param confirmWithin how long a buyer may take over confirming
     * @param wake makes somebody look for calls that are due
     */
    public Settlement(
            Jdbi jdbi,
            PaymentRepository payments,
            ProviderCalls calls,
            FollowUp followUp,
            Outbox outbox,
            Duration confirmWithin,
            Runnable wake,
            PaymentCounts counts,
            Clock clock) {
        this.jdbi = jdbi;
        this.payments = payments;
        this.calls = calls;
        this.followUp = followUp;
        this.outbox = outbox;
        this.confirmWithin = confirmWithin;
        this.wake = wake;
        this.counts = counts;
        this.clock = clock;
    }

    /** Notes what was found. */
    void settle(ProviderCall call, Finding found) {
        if (found.is(Kind.UNKNOWN)) {
            jdbi.useHandle(handle -> postpone(handle, call, found.reason()));
            return;
        }
        jdbi.useTransaction(transaction -> {
            Payment payment = payments.lockThatOf(transaction, call.orderId()).orElseThrow();
            if (makesNoSense(payment, call, found)) {
                postpone(transaction, call, "surprised by " + found.kind().word());
            } else if (calls.settle(transaction, call, found.kind().word(), clock.instant())) {
                if (call.step() == Step.REFUND) {
                    settleRefund(transaction, call, found);
                } else {
                    move(transaction, payment, call, found);
                }
            }
        });
    }

    /** What the table does not know, the provider is asked about again. */
    private static boolean makesNoSense(Payment payment, ProviderCall call, Finding found) {
        if (call.step() == Step.REFUND) {
            return !found.is(Kind.REFUNDED) && !found.is(Kind.REFUSED);
        }
        boolean unchanged = found.kind().word().equals(payment.status().word());
        boolean notCaptured = call.step() == Step.CAPTURE && found.is(Kind.REFUSED);
        return !unchanged
                && !notCaptured
                && Move.of(payment.status(), found.kind(), payment.voidAsked()).isEmpty();
    }

    /** Within a minute of the provider's return it is asked again, at the latest. */
    private void postpone(Handle handle, ProviderCall call, String what) {
        Instant now = clock.instant();
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(call.attempts() - 1, DOUBLINGS));
        calls.postpone(handle, call, what, now, now.plus(pause));
        LOG.atWarn()
                .addKeyValue("event.action", "payment-unknown")
                .addKeyValue("emporium.order_id", call.orderId())
                .addKeyValue("emporium.payment_id", call.paymentId())
                .addKeyValue("emporium.payment_step", call.step().word())
                .addKeyValue("emporium.attempt", call.attempts())
                .addKeyValue("event.reason", what)
                .log("The provider has not said what has become of a payment, and is asked again");
    }

    private void move(Handle transaction, Payment payment, ProviderCall call, Finding found) {
        Optional<Move> move = Move.of(payment.status(), found.kind(), payment.voidAsked());
        if (move.isPresent()) {
            Instant now = clock.instant();
            Instant expiresAt = found.is(Kind.ACTION_REQUIRED) ? now.plus(confirmWithin) : null;
            Payment moved = payments.move(transaction, payment.orderId(), move.get(), found, expiresAt, now)
                    .orElseThrow(() -> new IllegalStateException("moved, though it is locked"));
            outbox.add(transaction, tidings.of(move.get(), moved));
            followUp.goOn(transaction, List.of(moved));
            transaction.afterCommit(() -> counts.came(moved));
            transaction.afterCommit(() -> Tidings.log(moved, moved.origin()));
            if (moved.status() == PaymentStatus.VOIDED && moved.captureAsked() && !moved.voidAsked()) {
                transaction.afterCommit(() -> tellThatNothingIsTaken(call, "what was held is gone"));
            }
        } else if (found.is(Kind.REFUSED)) {
            payments.forgetCapture(transaction, payment.orderId());
            transaction.afterCommit(() -> tellThatNothingIsTaken(call, found.reason()));
            followUp.goOn(
                    transaction,
                    payments.lockThatOf(transaction, payment.orderId()).stream().toList());
        } else {
            followUp.goOn(transaction, List.of(payment));
        }
    }

    /** The goods are on their way, and the money is not: somebody must look. */
    private static void tellThatNothingIsTaken(ProviderCall call, String why) {
        LOG.atError()
                .addKeyValue("event.action", "capture-refused")
                .addKeyValue("emporium.order_id", call.orderId())
                .addKeyValue("emporium.payment_id", call.paymentId())
                .addKeyValue("event.reason", why)
                .log("The provider does not take what it holds");
    }

    private void settleRefund(Handle transaction, ProviderCall call, Finding found) {
        boolean made = found.is(Kind.REFUNDED);
        Instant now = clock.instant();
        Optional<Payment> settled = payments.settleRefund(
                transaction,
                call.orderId(),
                call.refundId(),
                made ? Refund.Status.REFUNDED : Refund.Status.FAILED,
                now);
        if (settled.isEmpty() && made) {
            // it was made before
            return;
        }
        Payment payment = settled.or(() -> payments.takeBack(transaction, call.orderId(), call.refundId(), now))
                .orElseThrow(() -> new IllegalStateException("a refund that is over"));
        if (made) {
            outbox.add(transaction, tidings.ofRefund(payment, call));
            transaction.afterCommit(() -> counts.refunded(call.amount()));
            transaction.afterCommit(() -> Tidings.log(payment, call.origin()));
        } else {
            transaction.afterCommit(counts::refundFailed);
            transaction.afterCommit(() -> Refunds.tellOfFailure(payment, call.refundId()));
        }
    }

    /**
     * Asks the provider, which has said that something has happened.
     *
     * @throws ProblemException 503 when a refund has failed that the provider has not answered for yet: who asks for it may be told
     *     of what was before
     */
    @Override
    public void changed(Handle transaction, WebhookEvent event) {
        if (event.refundId() == null) {
            changed(transaction, event.paymentId());
        } else {
            failed(transaction, event.paymentId(), event.refundId());
        }
    }

    private void failed(Handle transaction, UUID paymentId, UUID refundId) {
        Optional<Payment> locked = payments.lock(transaction, paymentId);
        // whoever has waited for the lock has seen the refunds as they were before
        locked.flatMap(payment -> payments.find(transaction, paymentId, null))
                .ifPresent(payment -> payment.refunds().stream()
                        .filter(refund -> refund.refundId().equals(refundId))
                        .forEach(refund -> askAgain(transaction, payment, refund)));
    }

    private void askAgain(Handle transaction, Payment payment, Refund refund) {
        if (refund.status() == Refund.Status.PENDING) {
            throw ProblemException.of(503, "busy", "The refund is being asked for at the moment; tell again.")
                    .withRetryAfter(Duration.ofSeconds(60));
        }
        if (refund.status() == Refund.Status.REFUNDED) {
            calls.openAgain(
                    transaction,
                    new Wish(
                            payment.orderId(),
                            payment.paymentId(),
                            Step.REFUND,
                            refund.refundId(),
                            null,
                            clock.instant()));
            transaction.afterCommit(wake);
        }
    }

    private void changed(Handle transaction, UUID paymentId) {
        Instant now = clock.instant();
        payments.lock(transaction, paymentId)
                .filter(payment -> payment.status().isOpen())
                .ifPresent(payment -> {
                    calls.hurry(transaction, List.of(payment.orderId()), now);
                    if (payment.status() != PaymentStatus.PENDING) {
                        calls.open(transaction, List.of(Wish.of(payment.orderId(), paymentId, Step.ASK, now)));
                    }
                    transaction.afterCommit(wake);
                });
    }
}
