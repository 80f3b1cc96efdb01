package dev.emporium.notification.notification.control;

import dev.emporium.notification.notification.entity.Facts;
import dev.emporium.notification.notification.entity.Kind;
import dev.emporium.platform.Money;
import dev.emporium.platform.messaging.Message;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;

/**
 * Something to tell.
 *
 * @param causeId what it tells of; however often that is heard of, it is told once
 * @param orderId null for what is about no order
 * @param customerId null for what is about an order, which says whose it is, and for what is for the staff
 * @param heard the message that it comes from, whose request id and trace go along
 */
public record Notice(Kind kind, UUID causeId, UUID orderId, UUID customerId, Facts facts, Message heard) {
    public Notice {
        Objects.requireNonNull(causeId, "cause");
    }

    public static Notice orderReceived(Message heard, UUID orderId) {
        return ofOrder(Kind.ORDER_RECEIVED, heard, orderId, Facts.NONE);
    }

    public static Notice orderConfirmed(Message heard, UUID orderId) {
        return ofOrder(Kind.ORDER_CONFIRMED, heard, orderId, Facts.NONE);
    }

    public static Notice orderRejected(Message heard, UUID orderId, String reason) {
        return ofOrder(Kind.ORDER_REJECTED, heard, orderId, new Facts(reason, null, null, null));
    }

    public static Notice orderCancelled(Message heard, UUID orderId) {
        return ofOrder(Kind.ORDER_CANCELLED, heard, orderId, Facts.NONE);
    }

    public static Notice orderDelivered(Message heard, UUID orderId) {
        return ofOrder(Kind.ORDER_DELIVERED, heard, orderId, Facts.NONE);
    }

    public static Notice orderReturned(Message heard, UUID orderId) {
        return ofOrder(Kind.ORDER_RETURNED, heard, orderId, Facts.NONE);
    }

    /** Of each parcel: what was lost may be sent again. */
    public static Notice orderShipped(Message heard, UUID orderId, UUID shipmentId, String number, String url) {
        Objects.requireNonNull(number, "tracking_number");
        Facts facts = new Facts(null, null, new Facts.Tracking(number, url), null);
        return new Notice(Kind.ORDER_SHIPPED, parcel(shipmentId, number), requireOrder(orderId), null, facts, heard);
    }

    public static Notice refunded(Message heard, UUID orderId, UUID refundId, Money amount) {
        return ofRefund(Kind.REFUNDED, heard, orderId, refundId, amount);
    }

    /** That it was told too early that it is refunded. */
    public static Notice refundFailed(Message heard, UUID orderId, UUID refundId, Money amount) {
        return ofRefund(Kind.REFUND_FAILED, heard, orderId, refundId, amount);
    }

    private static Notice ofRefund(Kind kind, Message heard, UUID orderId, UUID refundId, Money amount) {
        Facts facts = new Facts(null, Objects.requireNonNull(amount, "amount"), null, null);
        return new Notice(kind, refundId, requireOrder(orderId), null, facts, heard);
    }

    public static Notice welcome(Message heard) {
        return new Notice(Kind.WELCOME, heard.subject(), null, heard.subject(), Facts.NONE, heard);
    }

    /** Of each change. */
    public static Notice passwordChanged(Message heard) {
        return new Notice(Kind.PASSWORD_CHANGED, heard.id(), null, heard.subject(), Facts.NONE, heard);
    }

    /** Each time that it is little again. */
    public static Notice stockLow(Message heard, String sku, String name, long available, long threshold) {
        Facts.Stock stock = new Facts.Stock(
                Objects.requireNonNull(sku, "sku"), Objects.requireNonNull(name, "name"), available, threshold);
        return new Notice(Kind.STOCK_LOW, heard.id(), null, null, new Facts(null, null, null, stock), heard);
    }

    /** Once to whoever asked for it, and again if they ask again. */
    public static Notice backInStock(
            Message heard, UUID watchId, UUID customerId, String sku, String name, long available) {
        Facts.Stock stock = new Facts.Stock(
                Objects.requireNonNull(sku, "sku"), Objects.requireNonNull(name, "name"), available, null);
        return new Notice(
                Kind.BACK_IN_STOCK,
                watchId,
                null,
                Objects.requireNonNull(customerId, "customer_id"),
                new Facts(null, null, null, stock),
                heard);
    }

    private static Notice ofOrder(Kind kind, Message heard, UUID orderId, Facts facts) {
        return new Notice(kind, orderId, requireOrder(orderId), null, facts, heard);
    }

    /** A shipment stays the same when it is sent again; what is looked for is another number then. */
    private static UUID parcel(UUID shipmentId, String number) {
        String name = Objects.requireNonNull(shipmentId, "shipment_id") + "/" + number;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private static UUID requireOrder(UUID orderId) {
        return Objects.requireNonNull(orderId, "order_id");
    }
}
