package dev.emporium.payment.payment.control;

import dev.emporium.payment.payment.entity.PaymentRepository;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.security.ErasedCustomers;
import java.time.Clock;
import java.util.Collection;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Takes out what is kept of deleted accounts beside their ids: the answers to repeated requests, and in what words something was
 * given back. What was paid when and for how much stays, as the law of accounts asks. Thread safe.
 */
public final class Erasure {
    private final ErasedCustomers erased = new ErasedCustomers();
    private final PaymentRepository payments;
    private final Idempotency idempotency;
    private final Clock clock;

    public Erasure(PaymentRepository payments, Idempotency idempotency, Clock clock) {
        this.payments = payments;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /** Erases these customers; again is no matter. */
    public void erase(Handle transaction, Collection<UUID> customerIds) {
        erased.hold(transaction, customerIds);
        erased.add(transaction, customerIds, clock.instant());
        payments.forgetReasons(transaction, customerIds);
        idempotency.forget(transaction, customerIds.stream().map(UUID::toString).toList());
    }
}
