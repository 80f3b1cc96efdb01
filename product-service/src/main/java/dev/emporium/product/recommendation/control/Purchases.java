package dev.emporium.product.recommendation.control;

import dev.emporium.product.recommendation.entity.Purchase;
import dev.emporium.product.recommendation.entity.PurchaseRepository;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Counts what orders buy, each order once, and not if it was called off or brought back, nor what of it was: in whatever order one
 * hears of it. Works in the transaction of the messages. Thread safe.
 */
public final class Purchases {
    /** Products of an order that say something of each other: who buys more buys for a shop. */
    private static final int MOST_PRODUCTS = 20;

    private final PurchaseRepository purchases;

    public Purchases(PurchaseRepository purchases) {
        this.purchases = purchases;
    }

    /** These orders have bought something. */
    public void learn(Handle transaction, Collection<Purchase> made) {
        Map<UUID, Purchase> byOrder = made.stream()
                .map(Purchases::bounded)
                .collect(Collectors.toMap(Purchase::orderId, Function.identity(), (first, again) -> first));
        purchases.lock(transaction, byOrder.keySet());
        count(transaction, purchases.add(transaction, byOrder.values()), 1);
    }

    /** The first by their ids: the same each time. */
    private static Purchase bounded(Purchase purchase) {
        return new Purchase(
                purchase.orderId(),
                purchase.quantities().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .limit(MOST_PRODUCTS)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** These orders have bought nothing after all. */
    public void takeBack(Handle transaction, Set<UUID> orderIds) {
        purchases.lock(transaction, orderIds);
        count(transaction, purchases.undo(transaction, orderIds), -1);
    }

    /** These parts of orders came back. A product of which nothing is left was not bought. */
    public void takeBackParts(Handle transaction, Collection<Purchase> parts) {
        Set<UUID> orderIds = parts.stream().map(Purchase::orderId).collect(Collectors.toSet());
        purchases.lock(transaction, orderIds);
        purchases.bringBack(transaction, parts);
        purchases.dropBroughtBack(transaction, orderIds);
    }

    private void count(Handle transaction, List<UUID> orderIds, int sign) {
        if (!orderIds.isEmpty()) {
            purchases.countProducts(transaction, orderIds, sign);
            purchases.countPairs(transaction, orderIds, sign);
        }
    }
}
