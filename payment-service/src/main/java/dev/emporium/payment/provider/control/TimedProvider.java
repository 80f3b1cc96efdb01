package dev.emporium.payment.provider.control;

import dev.emporium.payment.provider.entity.Finding;
import dev.emporium.payment.provider.entity.Finding.Kind;
import dev.emporium.payment.provider.entity.ProviderCall;
import dev.emporium.platform.metrics.Dependency;
import dev.emporium.platform.metrics.Dependency.Outcome;
import java.util.function.Function;

/** A provider each of whose answers is timed; what is unknown after it is a failure, a decline is an answer. Thread safe. */
public final class TimedProvider implements PaymentProvider {
    private final PaymentProvider provider;
    private final Dependency times;

    public TimedProvider(PaymentProvider provider, Dependency times) {
        this.provider = provider;
        this.times = times;
    }

    private Finding time(Function<ProviderCall, Finding> question, ProviderCall call) {
        long start = System.nanoTime();
        Outcome outcome = Outcome.FAILURE;
        try {
            Finding found = question.apply(call);
            outcome = found.is(Kind.UNKNOWN)
                    ? Outcome.FAILURE
                    : found.is(Kind.REFUSED) ? Outcome.REFUSED : Outcome.SUCCESS;
            return found;
        } finally {
            times.answered(outcome, start);
        }
    }

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public Finding authorise(ProviderCall call) {
        return time(provider::authorise, call);
    }

    @Override
    public Finding ask(ProviderCall call) {
        return time(provider::ask, call);
    }

    @Override
    public Finding capture(ProviderCall call) {
        return time(provider::capture, call);
    }

    @Override
    public Finding release(ProviderCall call) {
        return time(provider::release, call);
    }

    @Override
    public Finding refund(ProviderCall call) {
        return time(provider::refund, call);
    }

    @Override
    public WebhookEvent read(String signature, byte[] body) {
        return provider.read(signature, body);
    }

    @Override
    public String signatureHeader() {
        return provider.signatureHeader();
    }
}
