package dev.emporium.payment.payment.entity;

import dev.emporium.payment.provider.entity.Step;
import dev.emporium.platform.Money;
import dev.emporium.platform.Origin;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The payment of an order as it stands.
 *
 * @param customerId null for a guest
 * @param refunding minor units that the provider was asked to give back, and has not answered yet
 * @param captureAsked whether the goods are on their way
 * @param voidAsked whether the order is over
 * @param reason why it is declined, or null
 * @param actionExpiresAt until when the buyer may confirm; null when it is not theirs
 * @param origin of the order: the request that placed it
 */
public record Payment(
        UUID paymentId,
        UUID orderId,
        UUID customerId,
        String provider,
        PaymentStatus status,
        Money amount,
        long captured,
        long refunding,
        long refunded,
        boolean captureAsked,
        boolean voidAsked,
        String reason,
        String actionUrl,
        Instant actionExpiresAt,
        Origin origin,
        Instant createdAt,
        Instant updatedAt,
        List<Refund> refunds) {

    /** Minor units that may still be given back. */
    public long left() {
        return captured - refunding - refunded;
    }

    public Money money(long minorUnits) {
        return new Money(minorUnits, amount.currency());
    }

    /** What the provider is to be asked for next, as things stand; refunds apart. */
    public Optional<Step> next(Instant now) {
        return switch (status) {
            case ACTION_REQUIRED -> Optional.of(voidAsked || !now.isBefore(actionExpiresAt) ? Step.VOID : Step.ASK);
            case AUTHORISED ->
                voidAsked ? Optional.of(Step.VOID) : captureAsked ? Optional.of(Step.CAPTURE) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** The refunds that nothing was set aside for yet. */
    public List<Refund> waiting() {
        return refunds.stream()
                .filter(refund -> refund.status() == Refund.Status.WAITING)
                .toList();
    }
}
