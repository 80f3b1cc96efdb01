package dev.emporium.cart.cart.control;

import dev.emporium.cart.cart.entity.CartRepository;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Takes out of carts what was ordered from them. Not the whole contents: a customer may have put more into the cart
 * since they ordered. A guest's cart may have gone into an owner's by then: there the ordered items are looked for.
 */
public final class OrderedItems {
    private final CartRepository carts;

    public OrderedItems(CartRepository carts) {
        this.carts = carts;
    }

    /** So many of a product, ordered from a cart. */
    public record Line(UUID cartId, UUID productId, int quantity) {}

    /** Carts and items that are not there any more are passed over. */
    public void takeOut(Handle transaction, List<Line> lines) {
        List<UUID> cartIds = lines.stream().map(Line::cartId).toList();
        if (!carts.touchAll(transaction, cartIds).containsAll(cartIds)) {
            // a merge may have taken one along while we waited for it
            carts.touchWhereTheyWent(transaction, cartIds);
        }
        carts.subtract(
                transaction,
                cartIds,
                lines.stream().map(Line::productId).toList(),
                lines.stream().map(line -> (long) line.quantity).toList());
    }
}
