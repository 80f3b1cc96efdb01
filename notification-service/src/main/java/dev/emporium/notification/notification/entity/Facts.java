package dev.emporium.notification.notification.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.emporium.platform.Money;

/**
 * What the cause said and the words need, each null where it is of no matter; kept until the notification is sent.
 *
 * @param reason why an order was rejected
 * @param amount what is given back
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Facts(String reason, Money amount, Tracking tracking, Stock stock) {
    public static final Facts NONE = new Facts(null, null, null, null);

    /** Where a parcel can be looked for. */
    public record Tracking(String number, String url) {}

    /**
     * Of what there is little left, or some again.
     *
     * @param threshold what is little; null for what is back
     */
    public record Stock(String sku, String name, long available, Long threshold) {}
}
