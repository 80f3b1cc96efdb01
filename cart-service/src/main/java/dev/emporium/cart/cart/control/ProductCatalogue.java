package dev.emporium.cart.cart.control;

import dev.emporium.cart.cart.entity.Product;
import dev.emporium.cart.cart.entity.Products;
import dev.emporium.platform.messaging.KafkaConfiguration;
import dev.emporium.platform.messaging.Remembered;
import dev.emporium.platform.messaging.TopicFollower;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What can be bought, and for how much: product-service's knowledge, {@linkplain Remembered remembered} until it says on
 * {@code catalogue.events} that a product is another. How many there are is never remembered. Bounded; thread safe.
 */
public final class ProductCatalogue {
    private static final String FEED = "catalogue.events";
    private static final int MOST = 20_000;

    private final RemoteProductCatalogue remote;
    /** Empty for a product that is not on sale. */
    private final Remembered<Optional<Product>> said;

    public ProductCatalogue(RemoteProductCatalogue remote, KafkaConfiguration kafka) {
        this.remote = remote;
        this.said = new Remembered<>(kafka, FEED, MOST, this::ask);
    }

    /** To be started and stopped with the service. */
    public TopicFollower follower() {
        return said.follower();
    }

    /** With how many there are: asks once for all. Without an answer it is what is {@link #known}. Never within a transaction. */
    public Products find(Collection<UUID> productIds) {
        Products found = remote.find(productIds);
        return found.isEmpty() ? known(productIds) : found;
    }

    /** Asks only for what is not known, and once for all of that. Never within a transaction. */
    public Products prices(Collection<UUID> productIds) {
        return products(said.get(productIds));
    }

    /** Asks nobody. */
    public Products known(Collection<UUID> productIds) {
        return products(said.known(productIds));
    }

    private Map<UUID, Optional<Product>> ask(Set<UUID> productIds) {
        Products found = remote.find(productIds);
        return productIds.stream().filter(found::know).collect(Collectors.toMap(Function.identity(), id -> found.find(
                        id)
                .map(Product::withoutStock)));
    }

    private static Products products(Map<UUID, Optional<Product>> said) {
        return Products.of(
                said.keySet(), said.values().stream().flatMap(Optional::stream).toList());
    }
}
