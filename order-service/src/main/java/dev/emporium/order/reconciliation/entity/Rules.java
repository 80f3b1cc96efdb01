package dev.emporium.order.reconciliation.entity;

import dev.emporium.order.ordering.entity.OrderBooks;
import dev.emporium.order.returns.entity.ReturnBooks.Returned;
import java.util.Set;

/**
 * What the books of others must say of an order in each of its states. Each rule takes what this service knows (null: there is
 * no such order) and what the other says (null: nothing), and tells both sides when they contradict each other, else null.
 */
public final class Rules {
    private static final String NOTHING = "nothing";
    private static final Set<String> PAYING = Set.of("authorised", "captured", "refunded");
    private static final Set<String> TAKEN = Set.of("captured", "refunded");
    /** What is sent again after it was lost begins anew. */
    private static final Set<String> LEFT = Set.of("created", "dispatched", "in_transit", "lost");

    private Rules() {}

    /** Goods are set aside while an order is pending, sold from when it is confirmed, and back when it is over without them. */
    public static String stock(Facts facts, Entry.Stock stock) {
        String state = stock == null ? NOTHING : stock.state();
        boolean isHeld = state.equals("reserved") || state.equals("committed");
        if (facts == null) {
            return isHeld ? "no such order, stock " + state : null;
        }
        long left = facts.order().pieces() - facts.returned().pieces();
        Long pieces = stock == null ? null : stock.pieces();
        boolean isRight =
                switch (facts.order().status()) {
                    case PENDING -> !state.equals("committed");
                    case CONFIRMED, SHIPPED, DELIVERED ->
                        state.equals("committed") && (pieces == null || pieces == left);
                    case RETURNED -> state.equals("released");
                    case REJECTED, CANCELLED -> !isHeld;
                };
        return isRight
                ? null
                : "%s, pieces %d, stock %s, pieces %s"
                        .formatted(word(facts), left, state, pieces == null ? NOTHING : pieces);
    }

    /** An order's total is held from when it is confirmed, taken from when it is shipped, and back when it is over without it. */
    public static String payment(Facts facts, Entry.Payment payment) {
        if (facts == null) {
            return payment.isHeld() ? "no such order, payment " + amounts(payment) : null;
        }
        OrderBooks.Entry order = facts.order();
        boolean isRight = !order.isPaid()
                || switch (order.status()) {
                    case PENDING -> payment == null || payment.isOf(order.total()) && payment.capturedMinor() == 0;
                    case CONFIRMED ->
                        payment != null && PAYING.contains(payment.status()) && payment.isOf(order.total());
                    case SHIPPED, DELIVERED, RETURNED ->
                        payment != null
                                && TAKEN.contains(payment.status())
                                && order.total().equals(payment.captured())
                                && isPaidBack(facts.returned(), payment);
                    case REJECTED, CANCELLED -> payment == null || !payment.isHeld();
                };
        return isRight
                ? null
                : "%s, total %d, refunded for returns %d of %d, payment %s"
                        .formatted(
                                word(facts),
                                order.total().minorUnits(),
                                facts.returned().refundMinor(),
                                facts.returned().owedMinor(),
                                payment == null ? NOTHING : amounts(payment));
    }

    /** What it has cost, be it that somebody had to do it by hand; or all there was, where some had been given back before. */
    private static boolean isPaidBack(Returned returned, Entry.Payment payment) {
        long refunded = payment.refundedMinor();
        return refunded == payment.capturedMinor()
                || returned.shortMinor() == 0 && refunded >= Math.max(returned.owedMinor(), returned.refundMinor());
    }

    private static String amounts(Entry.Payment payment) {
        return "%s, captured %d, refunded %d of %s"
                .formatted(
                        payment.status(),
                        payment.capturedMinor(),
                        payment.refundedMinor(),
                        payment.amount() == null ? NOTHING : payment.amount().minorUnits());
    }

    /** There is a parcel for each order from when it is confirmed, where the order says; who gets nothing has none. */
    public static String shipment(Facts facts, Entry.Shipment shipment) {
        String status = shipment == null ? NOTHING : shipment.status();
        boolean isNone = shipment == null || status.equals("cancelled");
        if (facts == null) {
            return isNone ? null : "no such order, shipment " + status;
        }
        boolean isRight = !facts.order().isPaid()
                || switch (facts.order().status()) {
                    case PENDING, REJECTED, CANCELLED -> isNone;
                    case CONFIRMED -> status.equals("created");
                    case SHIPPED -> LEFT.contains(status);
                    case DELIVERED, RETURNED -> status.equals("delivered");
                };
        return isRight ? null : word(facts) + ", shipment " + status;
    }

    private static String word(Facts facts) {
        return facts.order().status().word();
    }
}
