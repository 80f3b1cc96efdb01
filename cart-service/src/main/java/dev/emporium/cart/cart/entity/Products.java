package dev.emporium.cart.cart.entity;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The catalogue's answer: which products it was asked for, and those of them that are on sale. The difference between
 * "not on sale" and "nobody knows" is what a cart lives on while the catalogue is away.
 */
public final class Products {
    private static final Products UNKNOWN = new Products(Set.of(), Map.of());

    private final Set<UUID> asked;
    private final Map<UUID, Product> onSale;

    private Products(Set<UUID> asked, Map<UUID, Product> onSale) {
        this.asked = asked;
        this.onSale = onSale;
    }

    /** No answer. */
    public static Products unknown() {
        return UNKNOWN;
    }

    public static Products of(Collection<UUID> asked, Collection<Product> onSale) {
        return new Products(
                Set.copyOf(asked),
                onSale.stream().collect(Collectors.toUnmodifiableMap(Product::productId, Function.identity())));
    }

    /** Whether it tells of nothing. */
    public boolean isEmpty() {
        return asked.isEmpty();
    }

    /** Whether the catalogue told of this product, be it only that there is none. */
    public boolean know(UUID productId) {
        return asked.contains(productId);
    }

    public Optional<Product> find(UUID productId) {
        return Optional.ofNullable(onSale.get(productId));
    }
}
