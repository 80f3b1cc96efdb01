package dev.emporium.payment.payment.control;

import dev.emporium.payment.payment.entity.Move;
import dev.emporium.payment.payment.entity.Payment;
import dev.emporium.payment.payment.entity.PaymentRepository;
import dev.emporium.payment.payment.entity.PaymentRepository.Moving;
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
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows from the provider's answers: the call is settled, the payment moved along the table {@link Move}, the ledger
 * posted and those told who must know, in one transaction, which is that of all that come while another is being committed.
 * An answer that comes twice, or to a call that is settled, has no
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
    private final Gathering<Found> moving = new Gathering<>(this::moveTogether);

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

    /** What was found for a call. */
    private record Found(ProviderCall call, Finding finding) {
        Optional<Move> move(Payment payment) {
            return call.step() == Step.REFUND
                    ? Optional.empty()
                    : Move.of(payment.status(), finding.kind(), payment.voidAsked());
        }
    }

    /** Notes what was found, with what else is found meanwhile; in the same transaction as all that moves a payment. */
    void settle(ProviderCall call, Finding found) {
        if (found.is(Kind.UNKNOWN)) {
            jdbi.useHandle(handle -> postpone(handle, call, found.reason()));
        } else if (!moving.join(new Found(call, found))) {
            settleAlone(call, found);
        }
    }

    /** Moves their payments; returns those whose payments are not moved by what was found, of which nothing is noted. */
    private Set<Found> moveTogether(List<Found> all) {
        // of one payment the first: the next finds it as it is then
        Map<UUID, Found> byOrder = new LinkedHashMap<>();
        all.forEach(found -> byOrder.putIfAbsent(found.call().orderId(), found));
        return jdbi.inTransaction(transaction -> {
            Map<Found, Move> moves = new LinkedHashMap<>();
            payments.lockThoseOf(transaction, byOrder.keySet()).forEach(payment -> {
                Found found = byOrder.get(payment.orderId());
                found.move(payment).ifPresent(move -> moves.put(found, move));
            });
            Set<String> settled = settleCalls(transaction, moves.keySet());
            moves.keySet().removeIf(found -> !settled.contains(found.call().key()));
            move(transaction, moves);
            return all.stream().filter(moves::containsKey).collect(Collectors.toSet());
        });
    }

    private Set<String> settleCalls(Handle transaction, Collection<Found> those) {
        Map<ProviderCall, String> outcomes = new LinkedHashMap<>();
        those.forEach(found -> outcomes.put(found.call(), found.finding().kind().word()));
        return calls.settle(transaction, outcomes, clock.instant());
    }

    private void settleAlone(ProviderCall call, Finding found) {
        jdbi.useTransaction(transaction -> {
            Payment payment = payments.lockThatOf(transaction, call.orderId()).orElseThrow();
            if (makesNoSense(payment, call, found)) {
                postpone(transaction, call, "surprised by " + found.kind().word());
            } else if (!settleCalls(transaction, List.of(new Found(call, found)))
                    .isEmpty()) {
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

    private void move(Handle transaction, Payment payment, ProviderCall call, Finding finding) {
        Found found = new Found(call, finding);
        Optional<Move> move = found.move(payment);
        if (move.isPresent()) {
            move(transaction, Map.of(found, move.get()));
        } else if (finding.is(Kind.REFUSED)) {
            payments.forgetCapture(transaction, payment.orderId());
            transaction.afterCommit(() -> tellThatNothingIsTaken(payment, finding.reason()));
            followUp.goOn(
                    transaction,
                    payments.lockThatOf(transaction, payment.orderId()).stream().toList());
        } else {
            followUp.goOn(transaction, List.of(payment));
        }
    }

    /** Moves payments that are locked, each as its call has found; in few statements, however many they are. */
    private void move(Handle transaction, Map<Found, Move> moves) {
        if (moves.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Map<UUID, Found> byOrder = new LinkedHashMap<>();
        List<Moving> movings = new ArrayList<>();
        moves.forEach((found, move) -> {
            byOrder.put(found.call().orderId(), found);
            Instant expiresAt = found.finding().is(Kind.ACTION_REQUIRED) ? now.plus(confirmWithin) : null;
            movings.add(new Moving(found.call().orderId(), move, found.finding(), expiresAt));
        });
        List<Payment> those = payments.move(transaction, movings, now);
        if (those.size() != moves.size()) {
            throw new IllegalStateException("moved, though it is locked");
        }
        outbox.add(
                transaction,
                those.stream()
                        .map(moved -> tidings.of(moves.get(byOrder.get(moved.orderId())), moved))
                        .toList());
        followUp.goOn(transaction, those);
        those.forEach(moved -> transaction.afterCommit(() -> {
            counts.came(moved);
            Tidings.log(moved, moved.origin());
            if (moved.status() == PaymentStatus.VOIDED && moved.captureAsked() && !moved.voidAsked()) {
                tellThatNothingIsTaken(moved, "what was held is gone");
            }
        }));
    }

    /** The goods are on their way, and the money is not: somebody must look. */
    static void tellThatNothingIsTaken(Payment payment, String why) {
        RequestContext.with(payment.origin(), () -> LOG.atError()
                .addKeyValue("event.action", "capture-refused")
                .addKeyValue("emporium.order_id", payment.orderId())
                .addKeyValue("emporium.payment_id", payment.paymentId())
                .addKeyValue("event.reason", why)
                .log("The provider does not take what it holds"));
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
            if (settled.isEmpty()) {
                outbox.add(transaction, List.of(tidings.ofFailedRefund(payment, call)));
            }
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
            throw ProblemException.of(503, "unavailable", "The refund is being asked for at the moment; tell again.")
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
