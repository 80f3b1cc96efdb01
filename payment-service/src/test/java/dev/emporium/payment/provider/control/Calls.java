package dev.emporium.payment.provider.control;

import dev.emporium.payment.provider.entity.ProviderCall;
import dev.emporium.payment.provider.entity.Step;
import dev.emporium.platform.Money;
import dev.emporium.platform.Origin;
import java.util.UUID;

/** Calls to a provider, all about one payment of 19.99 EUR. */
final class Calls {
    static final UUID PAYMENT = UUID.fromString("0193b3a0-0000-7000-8000-0000000000f1");
    static final UUID REFUND = UUID.fromString("0193b3a0-0000-7000-8000-0000000000e1");

    private Calls() {}

    static ProviderCall of(Step step) {
        return of(step, 1, "EUR");
    }

    static ProviderCall again(Step step) {
        return of(step, 2, "EUR");
    }

    static ProviderCall of(Step step, int attempts, String currency) {
        UUID refundId = step == Step.REFUND ? REFUND : null;
        return new ProviderCall(
                PAYMENT,
                UUID.randomUUID(),
                "stripe",
                step == Step.AUTHORISE ? null : "pi_1",
                step,
                refundId,
                ProviderCall.key(PAYMENT, step, refundId),
                Money.of(1999, currency),
                step == Step.AUTHORISE ? "tok_visa" : null,
                attempts,
                Origin.present());
    }
}
