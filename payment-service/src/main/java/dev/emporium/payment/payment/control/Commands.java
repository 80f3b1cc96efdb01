package dev.emporium.payment.payment.control;

import dev.emporium.payment.payment.entity.Payment;
import dev.emporium.payment.payment.entity.PaymentRepository;
import dev.emporium.payment.payment.entity.PaymentRepository.Fresh;
import dev.emporium.payment.provider.entity.ProviderCalls;
import dev.emporium.payment.provider.entity.ProviderCalls.Wish;
import dev.emporium.payment.provider.entity.Step;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.messaging.InvalidMessageException;
import dev.emporium.platform.messaging.Message;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * What order-service wants done with the payments of its orders. A command only notes what is wanted, in the transaction that
 * it is heard in; the provider is asked as soon as that is committed. Each may come again, and later than what should have
 * followed it. Thread safe.
 */
public final class Commands {
    private final PaymentRepository payments;
    private final ProviderCalls calls;
    private final FollowUp followUp;
    private final Refunds refunds;
    private final String provider;
    private final Clock clock;

    /** @param provider the name of the one that new payments go to */
    public Commands(
            PaymentRepository payments,
            ProviderCalls calls,
            FollowUp followUp,
            Refunds refunds,
            String provider,
            Clock clock) {
        this.payments = payments;
        this.calls = calls;
        this.followUp = followUp;
        this.refunds = refunds;
        this.provider = provider;
        this.clock = clock;
    }

    /** Holds the money, once for each order, and for none that is over. */
    public void authorise(Handle transaction, Map<Message, Authorisation> wanted) {
        Instant now = clock.instant();
        List<Fresh> fresh = new ArrayList<>();
        List<Wish> wishes = new ArrayList<>();
        wanted.forEach((message, wish) -> {
            UUID paymentId = Uuid7.next();
            fresh.add(new Fresh(paymentId, wish.orderId(), wish.customerId(), wish.amount(), message.origin()));
            wishes.add(new Wish(wish.orderId(), paymentId, Step.AUTHORISE, null, wish.token(), now));
        });
        Set<UUID> added = new HashSet<>(payments.add(transaction, provider, fresh, now));
        followUp.ask(
                transaction,
                wishes.stream().filter(wish -> added.contains(wish.paymentId())).toList());
    }

    /**
     * Takes what is held, or what will turn out to be.
     *
     * @throws InvalidMessageException when nothing was ever heard of one of the orders
     */
    public void capture(Handle transaction, Collection<UUID> orderIds) {
        requireKnown(transaction, orderIds);
        List<Payment> asked = payments.askForCapture(transaction, orderIds);
        followUp.goOn(transaction, asked);
        asked.stream()
                .filter(payment -> payment.status().isNothing())
                .forEach(payment -> transaction.afterCommit(() -> Settlement.tellThatNothingIsTaken(
                        payment, payment.status().word())));
    }

    /** Lets go of what is held or will turn out to be, and gives back what is taken; what is not begun never is. */
    public void letGo(Handle transaction, Collection<UUID> orderIds) {
        Instant now = clock.instant();
        payments.addEnded(transaction, orderIds, provider, now);
        List<Payment> ended = payments.askForVoid(transaction, orderIds);
        calls.dropQuestions(transaction, ended.stream().map(Payment::orderId).toList(), now);
        followUp.goOn(transaction, ended);
    }

    /**
     * Gives back some of what was taken or will be. They are few: one after the other.
     *
     * @throws InvalidMessageException when nothing was ever heard of one of the orders
     */
    public void refund(Handle transaction, Map<Message, RefundWish> wanted) {
        List<UUID> orderIds = wanted.values().stream()
                .map(RefundWish::orderId)
                .sorted()
                .distinct()
                .toList();
        requireKnown(transaction, orderIds);
        for (UUID orderId : orderIds) {
            payments.lockThatOf(transaction, orderId)
                    .ifPresent(payment -> wanted.forEach((message, wish) -> {
                        if (wish.orderId().equals(orderId)) {
                            refunds.ask(transaction, payment, wish, message.origin());
                        }
                    }));
        }
    }

    private void requireKnown(Handle transaction, Collection<UUID> orderIds) {
        Set<UUID> unknown = new HashSet<>(orderIds);
        payments.known(transaction, orderIds).forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new InvalidMessageException("nothing was heard of the payment of this order");
        }
    }
}
