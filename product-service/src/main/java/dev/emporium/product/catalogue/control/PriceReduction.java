package dev.emporium.product.catalogue.control;

import dev.emporium.platform.Money;
import dev.emporium.product.catalogue.entity.AppliedPrice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What may be called a reduction of a price, and which price must be told with it: the <em>prior price</em>, "the lowest price
 * applied by the trader during a period of time not shorter than 30 days prior to the application of the price reduction"
 * (Directive 98/6/EC, Article 6a(2), as amended by Directive (EU) 2019/2161).
 *
 * <ul>
 *   <li>A price is applied while the product is active and has it: what a draft or a discontinued product would cost counts
 *       for nothing.
 *   <li>The reduction is applied at the moment from which the product has its present price without a break. A product that
 *       comes back on sale begins anew, and so does one whose price changes again: of a reduction in steps, each has the price
 *       before it for its prior price. (Article 6a(5) lets states allow the price before the first step, which would be
 *       higher; 6a(3) lets them exempt goods that expire. Neither is made use of.)
 *   <li>The period is the thirty days of 24 hours before that moment, the moment itself left out: every price that was
 *       applied for any part of them. Of a product that was on sale for less than that it is what there was of them
 *       (Article 6a(4)); of one that was not on sale at all, nothing is reduced.
 *   <li>A price in another currency cannot be compared: if one was applied in the period, nothing is called a reduction.
 *   <li>It is a reduction if the price is lower than the prior price, and not if it is only lower than the price directly
 *       before: since a reduction must be announced from the prior price (Court of Justice, C-330/23, 26 September 2024),
 *       there would be nothing to announce.
 *   <li>After thirty days a price that has not changed is the product's ordinary price, and no reduction any more.
 * </ul>
 */
public final class PriceReduction {
    /** How long the period before a reduction is, and how long a reduction lasts. */
    public static final Duration PERIOD = Duration.ofDays(30);

    private PriceReduction() {}

    /**
     * The prior price of a product that is about to be sold at another price; empty when that is no reduction.
     *
     * @param before its history before the moment, the oldest first, with what applied when the period began
     * @param at when the price will begin to apply
     */
    static Optional<Money> priorPrice(List<AppliedPrice> before, Instant at, Money price) {
        List<Money> applied = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            Instant end = i + 1 < before.size() ? before.get(i + 1).since() : at;
            if (before.get(i).price() != null && end.isAfter(at.minus(PERIOD))) {
                applied.add(before.get(i).price());
            }
        }
        if (applied.stream().anyMatch(one -> !one.currency().equals(price.currency()))) {
            return Optional.empty();
        }
        return applied.stream().min(Money::compareTo).filter(lowest -> lowest.compareTo(price) > 0);
    }
}
