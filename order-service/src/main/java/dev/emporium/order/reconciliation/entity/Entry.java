package dev.emporium.order.reconciliation.entity;

import dev.emporium.platform.Money;
import java.util.UUID;

/** What another service's books say of an order. The words are those of its contract. */
public sealed interface Entry {
    UUID orderId();

    /** Of product-service. @param pieces how many the order holds, or has; null as long as nobody says */
    record Stock(UUID orderId, String state, Long pieces) implements Entry {}

    /** Of payment-service. The amounts are null when the order was over before its payment was heard of. */
    record Payment(UUID orderId, String status, Money amount, Money captured, Money refunded) implements Entry {
        long capturedMinor() {
            return minor(captured);
        }

        long refundedMinor() {
            return minor(refunded);
        }

        /** Whether there is money of the buyer's that was not given back. */
        boolean isHeld() {
            return status.equals("authorised") || capturedMinor() > refundedMinor();
        }

        /** Whether it is of this amount, as far as there is one. */
        boolean isOf(Money total) {
            return amount == null || amount.equals(total);
        }

        private static long minor(Money amount) {
            return amount == null ? 0 : amount.minorUnits();
        }
    }

    /** Of shipping-service. */
    record Shipment(UUID orderId, String status) implements Entry {}
}
