package dev.emporium.payment.payment.control;

import dev.emporium.platform.Money;
import java.util.Objects;
import java.util.UUID;

/**
 * The command to hold money for an order.
 *
 * @param customerId null for a guest
 * @param token what the provider knows the card by; kept until the provider has answered
 */
public record Authorisation(UUID orderId, UUID customerId, Money amount, String token) {
    private static final int LONGEST_TOKEN = 200;

    /** @throws RuntimeException when it is not one that a provider could be asked for */
    public Authorisation {
        Objects.requireNonNull(orderId, "order_id");
        Objects.requireNonNull(amount, "amount");
        if (amount.minorUnits() < 0) {
            throw new IllegalArgumentException("nobody holds less than nothing");
        }
        if (token == null || token.isEmpty() || token.length() > LONGEST_TOKEN) {
            throw new IllegalArgumentException("no token");
        }
    }

    @Override
    public String toString() {
        return "Authorisation[%s]".formatted(orderId);
    }
}
