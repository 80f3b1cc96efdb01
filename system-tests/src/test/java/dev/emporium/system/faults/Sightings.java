package dev.emporium.system.faults;

import dev.emporium.system.Http.Answer;
import dev.emporium.system.faults.Purchase.Card;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What people were told, and what may still become of their orders by that. What contradicts it is a finding. Thread safe.
 */
final class Sightings {
    private static final Set<String> ALL =
            Set.of("pending", "confirmed", "shipped", "delivered", "returned", "rejected", "cancelled");
    /** What may follow what was seen. */
    private static final Map<String, Set<String>> AFTER = Map.of(
            "pending", ALL,
            "confirmed", Set.of("confirmed", "shipped", "delivered", "returned", "cancelled"),
            "shipped", Set.of("shipped", "delivered", "returned"),
            "delivered", Set.of("delivered", "returned"),
            "returned", Set.of("returned"),
            "rejected", Set.of("rejected"),
            "cancelled", Set.of("cancelled"));

    private final Map<String, Set<String>> possible = new ConcurrentHashMap<>();
    private final Map<String, String> totals = new ConcurrentHashMap<>();
    private final Map<String, Purchase> purchases = new ConcurrentHashMap<>();
    private final List<String> findings = new ArrayList<>();

    /** Somebody was told that this is the order that came of it. */
    void placed(Purchase purchase, Answer order) {
        String id = order.text("order_id");
        Purchase other = purchases.putIfAbsent(id, purchase);
        if (other != null && other.number() != purchase.number()) {
            find("order " + id + " was told to the purchases " + other + " and " + purchase);
        }
        saw(order);
        if (!purchase.card().pays()) {
            expect(id, Set.of("rejected", "cancelled"), "card " + purchase.card());
        }
    }

    /** Somebody was shown an order. */
    void saw(Answer order) {
        String id = order.text("order_id");
        expect(id, AFTER.get(order.text("status")), "it was seen " + order.text("status"));
        String total = order.json().path("total").toString();
        String before = totals.putIfAbsent(id, total);
        if (before != null && !before.equals(total)) {
            find("order " + id + " costs " + total + " and has cost " + before);
        }
    }

    /** From now on it can become nothing but one of these. */
    void expect(String order, Set<String> states, String why) {
        possible.compute(order, (id, before) -> {
            Set<String> left = new TreeSet<>(before == null ? ALL : before);
            left.retainAll(states);
            if (left.isEmpty()) {
                find("order " + order + " was " + before + " by what was told, and now " + states + ": " + why);
                return before;
            }
            return left;
        });
    }

    synchronized void find(String finding) {
        findings.add(finding);
    }

    synchronized List<String> findings() {
        return List.copyOf(findings);
    }

    /** By order. */
    Map<String, Purchase> purchases() {
        return Map.copyOf(purchases);
    }

    /** What may have become of it, once things are quiet. */
    Set<String> possible(String order) {
        return possible.getOrDefault(order, ALL);
    }

    /** What was paid with. */
    Card card(String order) {
        return purchases.get(order).card();
    }
}
