package dev.emporium.order.checkout.control;

/**
 * Where a purchase comes from.
 *
 * @param credentials the buyer's {@code Authorization}, with which the cart is read as the buyer would, or null for a guest
 * @param client the address of whoever sends it
 */
public record Buyer(String credentials, String client) {
    @Override
    public String toString() {
        return "Buyer[REDACTED]";
    }
}
