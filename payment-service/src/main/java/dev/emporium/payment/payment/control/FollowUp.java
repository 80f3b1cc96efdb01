package dev.emporium.payment.payment.control;

import dev.emporium.payment.payment.entity.Payment;
import dev.emporium.payment.provider.entity.ProviderCalls;
import dev.emporium.payment.provider.entity.ProviderCalls.Wish;
import dev.emporium.payment.provider.entity.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What the provider is asked for next, as payments stand; whoever asks is told of it at the commit. Thread safe. */
public final class FollowUp {
    private final ProviderCalls calls;
    private final Refunds refunds;
    private final Duration askAfter;
    private final Runnable wake;
    private final Clock clock;

    /**
     * @param askAfter how long the buyer is left alone before the provider is asked
     * @param wake makes somebody look for calls that are due
     */
    public FollowUp(ProviderCalls calls, Refunds refunds, Duration askAfter, Runnable wake, Clock clock) {
        this.calls = calls;
        this.refunds = refunds;
        this.askAfter = askAfter;
        this.wake = wake;
        this.clock = clock;
    }

    /** Goes on with payments that are locked. */
    void goOn(Handle transaction, Collection<Payment> payments) {
        Instant now = clock.instant();
        List<Wish> wishes = payments.stream()
                .flatMap(payment -> payment.next(now).stream()
                        .map(step -> Wish.of(payment.orderId(), payment.paymentId(), step, due(step, payment, now))))
                .toList();
        ask(transaction, wishes);
        payments.forEach(payment -> refunds.goOn(transaction, payment));
    }

    private Instant due(Step step, Payment payment, Instant now) {
        Instant later = now.plus(askAfter);
        return step != Step.ASK ? now : later.isBefore(payment.actionExpiresAt()) ? later : payment.actionExpiresAt();
    }

    void ask(Handle transaction, Collection<Wish> wishes) {
        if (!wishes.isEmpty()) {
            calls.open(transaction, wishes);
            transaction.afterCommit(wake);
        }
    }
}
