package dev.emporium.payment.provider.control;

import dev.emporium.payment.provider.entity.Finding;
import dev.emporium.payment.provider.entity.Finding.Kind;
import dev.emporium.payment.provider.entity.ProviderCall;
import dev.emporium.payment.provider.entity.Step;

/**
 * Whoever holds, takes and gives back buyers' money. Each question is asked under the call's key and may be asked again: it
 * takes effect once. What is not known for sure, be it that nobody answers in time or that the answer makes no sense, is
 * {@link Kind#UNKNOWN}; an exception means the same. What it refuses is {@link Kind#REFUSED}. Blocking, for three
 * times the time-out at most; called by many threads at once.
 */
public interface PaymentProvider {
    /** What it is called in paths and rows. */
    String name();

    /** Holds the amount. */
    Finding authorise(ProviderCall call);

    /** How the payment stands; refused when there is none. */
    Finding ask(ProviderCall call);

    /** Takes what is held. */
    Finding capture(ProviderCall call);

    /** Lets go of what is held, or is asked of the buyer. */
    Finding release(ProviderCall call);

    /** Gives back some of what was taken. */
    Finding refund(ProviderCall call);

    /**
     * Makes the call; where there is nothing to pay nobody is asked. Where the provider does not take or let go, the payment is not where
     * we thought: it is asked where.
     */
    default Finding perform(ProviderCall call) {
        if (call.amount().minorUnits() == 0) {
            return ofNothing(call.step());
        }
        return switch (call.step()) {
            case AUTHORISE -> authorise(call);
            case ASK -> known(ask(call), Finding.unknown("no such payment"));
            case CAPTURE -> settled(capture(call), call);
            case VOID -> settled(release(call), call);
            case REFUND -> refund(call);
        };
    }

    private static Finding ofNothing(Step step) {
        return switch (step) {
            case AUTHORISE -> Finding.of(Kind.AUTHORISED, null);
            case CAPTURE -> Finding.of(Kind.CAPTURED, null);
            case VOID -> Finding.of(Kind.VOIDED, null);
            case ASK, REFUND -> Finding.unknown("nothing to ask for");
        };
    }

    private Finding settled(Finding found, ProviderCall call) {
        if (!found.is(Kind.REFUSED)) {
            return found;
        }
        boolean letGo = call.step() == Step.VOID;
        Finding standing = known(ask(call), letGo ? Finding.of(Kind.VOIDED, call.reference()) : found);
        boolean unchanged = standing.is(Kind.AUTHORISED) || standing.is(Kind.ACTION_REQUIRED);
        // what a buyer's bank holds for an order that is over is not left there
        return unchanged && letGo ? Finding.unknown(found.reason()) : unchanged ? found : standing;
    }

    private static Finding known(Finding found, Finding otherwise) {
        return found.is(Kind.REFUSED) ? otherwise : found;
    }

    /**
     * Reads what the provider tells by itself.
     *
     * @param signature the header that it signs with, or null
     * @throws InvalidWebhookException when it does not come from the provider, not now, or is not to be understood
     */
    WebhookEvent read(String signature, byte[] body);

    /** The name of the header that it signs webhooks with. */
    String signatureHeader();
}
