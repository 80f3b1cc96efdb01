package dev.emporium.payment.payment.control;

import dev.emporium.payment.payment.entity.BookEntry;
import dev.emporium.payment.payment.entity.BookRepository;
import dev.emporium.payment.payment.entity.Payment;
import dev.emporium.payment.payment.entity.PaymentRepository;
import dev.emporium.platform.Money;
import dev.emporium.platform.Origin;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.security.ErasedCustomers;
import dev.emporium.platform.web.Page;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What people do with payments: look at them, and give money back. Thread safe. */
public final class PaymentDesk {
    private static final UUID FIRST = new UUID(0, 0);

    private final Jdbi jdbi;
    private final PaymentRepository payments;
    private final Refunds refunds;
    private final Idempotency idempotency;
    private final BookRepository books;
    private final AuditTrail audit;
    private final ErasedCustomers erased = new ErasedCustomers();

    public PaymentDesk(
            Jdbi jdbi,
            PaymentRepository payments,
            Refunds refunds,
            BookRepository books,
            Idempotency idempotency,
            AuditTrail audit) {
        this.jdbi = jdbi;
        this.payments = payments;
        this.refunds = refunds;
        this.books = books;
        this.idempotency = idempotency;
        this.audit = audit;
    }

    /**
     * @param customerId whose it must be, or null for anybody's
     * @throws ProblemException 404 when there is no such payment
     */
    public Payment read(UUID paymentId, UUID customerId) {
        return jdbi.withHandle(handle -> payments.find(handle, paymentId, customerId))
                .orElseThrow(PaymentDesk::notFound);
    }

    /**
     * The newest first.
     *
     * @param orderId whose payment it must be, or null for any order's
     * @param customerId whose they must be, or null for anybody's
     */
    public Page<Payment> list(UUID orderId, UUID customerId, UUID after, int limit) {
        return Page.of(
                jdbi.withHandle(handle -> payments.list(handle, orderId, customerId, after, limit + 1)),
                limit,
                Payment::paymentId);
    }

    /** What other services hold their books against, by the orders' ids. */
    public Page<BookEntry> books(UUID after, int limit) {
        UUID from = after == null ? FIRST : after;
        return Page.of(jdbi.withHandle(handle -> books.entries(handle, from, limit + 1)), limit, BookEntry::orderId);
    }

    /**
     * Gives money back, unless the same request did so before.
     *
     * @param amount null for all that is left
     * @param reason null when none is given
     * @throws ProblemException 401 when the actor's account was deleted, 404, 409 {@code refund_too_large} when it is more than is
     *     left, 422 for another currency; and as {@link Idempotency#once}
     */
    public Answer refund(
            IdempotentRequest request,
            UUID paymentId,
            Money amount,
            String reason,
            Actor actor,
            Function<Payment, Answer> answer) {
        return jdbi.inTransaction(transaction -> {
            erased.hold(transaction, List.of(actor.id()));
            erased.refuse(transaction, actor.id());
            return idempotency.once(transaction, request, () -> {
                Money given = give(transaction, paymentId, amount, reason);
                audit.note(
                        transaction,
                        actor,
                        "payment.refund",
                        paymentId,
                        "%s %s".formatted(given.amount(), given.currencyCode()));
                return answer.apply(payments.find(transaction, paymentId, null).orElseThrow(PaymentDesk::notFound));
            });
        });
    }

    private Money give(Handle transaction, UUID paymentId, Money amount, String reason) {
        Payment payment = payments.lock(transaction, paymentId).orElseThrow(PaymentDesk::notFound);
        if (amount != null && !amount.currency().equals(payment.amount().currency())) {
            throw ProblemException.of(422, "currency_mismatch", "A refund has the currency of its payment.")
                    .withErrors(List.of(new FieldError(
                            "amount.currency", "must be " + payment.amount().currencyCode())));
        }
        Money given = amount == null ? payment.money(payment.left()) : amount;
        if (payment.left() == 0 || given.minorUnits() > payment.left()) {
            throw ProblemException.of(
                    409,
                    "refund_too_large",
                    "Only %s %s are left of what was taken."
                            .formatted(payment.money(payment.left()).amount(), given.currencyCode()));
        }
        refunds.give(transaction, payment, given.minorUnits(), reason, Origin.present());
        return given;
    }

    private static ProblemException notFound() {
        return ProblemException.of(404, "not_found", "There is no such payment.");
    }
}
