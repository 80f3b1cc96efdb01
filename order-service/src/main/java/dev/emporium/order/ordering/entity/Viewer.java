package dev.emporium.order.ordering.entity;

import java.util.UUID;

/**
 * Who looks at orders, and with it which orders there are for them: the queries take it, so that somebody else's order
 * is no different from one that does not exist.
 *
 * @param everything staff see every order
 * @param customerId whose orders, or null
 * @param orderToken what a guest was given with the order, or null
 */
public record Viewer(boolean everything, UUID customerId, OrderToken orderToken) {
    public static Viewer staff() {
        return new Viewer(true, null, null);
    }

    /** Neither, either or both may be null: what they open adds up. */
    public static Viewer of(UUID customerId, OrderToken orderToken) {
        return new Viewer(false, customerId, orderToken);
    }
}
