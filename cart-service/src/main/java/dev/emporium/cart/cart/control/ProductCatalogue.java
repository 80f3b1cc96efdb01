package dev.emporium.cart.cart.control;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.emporium.cart.cart.entity.Product;
import dev.emporium.cart.cart.entity.Products;
import dev.emporium.platform.messaging.KafkaConfiguration;
import dev.emporium.platform.messaging.TopicFollower;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What can be bought, and for how much: product-service's knowledge. What it has said of a product is remembered until it says on
 * {@code catalogue.events} that the product is another, and asked for again then; not what it says itself, so that
 * neither the order of its messages nor their number matters. How many there are is never remembered.
 *
 * <p>A price is as old as a message takes: some milliseconds. As long as it is not sure that all messages have come
 * ({@link TopicFollower#isCurrent}), nothing is remembered, and each use asks; that takes two seconds to notice. Bounded;
 * thread safe.
 */
public final class ProductCatalogue {
    private static final String FEED = "catalogue.events";
    private static final int MOST = 20_000;

    private final RemoteProductCatalogue remote;
    /** Empty for a product that is not on sale. What is being asked stands in it, too, and can be forgotten. */
    private final AsyncCache<UUID, Optional<Product>> said =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).buildAsync();

    private final TopicFollower follower;

    public ProductCatalogue(RemoteProductCatalogue remote, KafkaConfiguration kafka) {
        this.remote = remote;
        this.follower = new TopicFollower(kafka, FEED, new Forgetting(said));
    }

    private record Forgetting(AsyncCache<UUID, Optional<Product>> said) implements TopicFollower.Listener {
        @Override
        public void spokenOf(String key) {
            try {
                said.synchronous().invalidate(UUID.fromString(key));
            } catch (IllegalArgumentException noProduct) {
                // whatever it is about, it is nothing that is remembered
            }
        }

        @Override
        public void lostTrack() {
            said.synchronous().invalidateAll();
        }
    }

    /** To be started and stopped with the service. */
    public TopicFollower follower() {
        return follower;
    }

    /** With how many there are: asks once for all. Without an answer it is what is {@link #known}. Never within a transaction. */
    public Products find(Collection<UUID> productIds) {
        Products found = remote.find(productIds);
        return found.isEmpty() ? known(productIds) : found;
    }

    /** Asks only for what is not known, and once for all of that. Never within a transaction. */
    public Products prices(Collection<UUID> productIds) {
        return follower.isCurrent()
                ? products(
                        said.getAll(productIds, (missing, any) -> ask(missing)).join())
                : remote.find(productIds);
    }

    /** Asks nobody. */
    public Products known(Collection<UUID> productIds) {
        return follower.isCurrent() ? products(said.synchronous().getAllPresent(productIds)) : Products.unknown();
    }

    private CompletableFuture<Map<UUID, Optional<Product>>> ask(Set<? extends UUID> productIds) {
        Products found = remote.find(Set.copyOf(productIds));
        return CompletableFuture.completedFuture(
                productIds.stream().filter(found::know).collect(Collectors.toMap(Function.identity(), id -> found.find(
                                id)
                        .map(Product::withoutStock))));
    }

    private static Products products(Map<UUID, Optional<Product>> said) {
        return Products.of(
                said.keySet(), said.values().stream().flatMap(Optional::stream).toList());
    }
}
