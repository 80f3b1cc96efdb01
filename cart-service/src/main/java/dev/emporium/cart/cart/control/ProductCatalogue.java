package dev.emporium.cart.cart.control;

import dev.emporium.cart.cart.entity.Products;
import java.util.Collection;
import java.util.UUID;

/** What can be bought, and for how much: somebody else's knowledge. */
public interface ProductCatalogue {
    /** Asks once for all; {@link Products#unknown()} when there is no answer. Never called within a transaction. */
    Products find(Collection<UUID> productIds);
}
