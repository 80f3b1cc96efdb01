package dev.emporium.product.catalogue.control;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.emporium.platform.Background;
import dev.emporium.platform.Worker;
import dev.emporium.platform.metrics.CacheCounts;
import dev.emporium.product.catalogue.entity.Product;
import dev.emporium.product.catalogue.entity.ProductRepository;
import dev.emporium.product.catalogue.entity.ProductState;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/**
 * Products as guests see them, kept for a second at most: what is shown was true in the database within the last second,
 * whoever changed it, and by whichever process. Each that somebody looks at is held against the database again, many in one
 * statement, before its second is over, so that what does not change stays. What this process itself changes, it {@linkplain
 * #forget forgets}. Without the database nothing is kept. One thread looks; thread safe, bounded by size.
 *
 * @param <A> what is shown of a product
 */
public final class Showcase<A> implements Background {
    /** From the moment when the database was asked. */
    static final Duration TRUST = Duration.ofSeconds(1);

    private static final Duration LOOK = Duration.ofMillis(400);
    private static final Duration UNSEEN = Duration.ofSeconds(10);
    private static final int AT_ONCE = 1_000;

    private final Jdbi jdbi;
    private final ProductRepository products;
    private final Function<Product, A> answer;
    private final Ticker clock;
    private final Worker worker = Worker.every("showcase", LOOK, LOOK, this::look);

    private final AsyncCache<UUID, Shown<A>> shown;
    private final SharedReads<UUID, Shown<A>> reads;

    /**
     * @param most bytes that are kept
     * @param size of an answer, in bytes
     */
    public Showcase(
            Jdbi jdbi,
            ProductRepository products,
            Function<Product, A> answer,
            ToIntFunction<A> size,
            long most,
            CacheCounts lookups) {
        this(jdbi, products, answer, size, most, lookups, Ticker.systemTicker());
    }

    Showcase(
            Jdbi jdbi,
            ProductRepository products,
            Function<Product, A> answer,
            ToIntFunction<A> size,
            long most,
            CacheCounts lookups,
            Ticker clock) {
        this.jdbi = jdbi;
        this.products = products;
        this.answer = answer;
        this.clock = clock;
        this.shown = Caffeine.newBuilder()
                .maximumWeight(most)
                .weigher((UUID productId, Shown<A> one) -> size.applyAsInt(one.answer))
                .expireAfterAccess(UNSEEN)
                .ticker(clock)
                .executor(Runnable::run)
                .buildAsync();
        this.reads = new SharedReads<>(shown, this::isFresh, lookups);
    }

    private static final class Shown<A> {
        private final ProductState state;
        private final A answer;
        private volatile long trueAt;

        Shown(ProductState state, A answer, long trueAt) {
            this.state = state;
            this.answer = answer;
            this.trueAt = trueAt;
        }
    }

    @Override
    public Worker worker() {
        return worker;
    }

    /** What is at hand; asks nobody and waits for nobody. */
    public Optional<A> glance(UUID productId) {
        return reads.glance(productId).map(one -> one.answer);
    }

    /** The same, read if it is not at hand: by one for all who ask at once. Empty when guests see no such product. */
    public Optional<A> read(UUID productId) {
        return Optional.ofNullable(reads.read(productId, () -> load(productId))).map(one -> one.answer);
    }

    private Shown<A> load(UUID productId) {
        long asked = clock.read();
        return jdbi.withHandle(handle -> products.find(handle, productId))
                .filter(product -> !product.isDraft())
                .map(product -> new Shown<>(product.state(), answer.apply(product), asked))
                .orElse(null);
    }

    private boolean isFresh(Shown<A> one) {
        return clock.read() - one.trueAt < TRUST.toNanos();
    }

    /** To be called once a change of theirs is committed: whoever asks from then on is shown it. */
    public void forget(Collection<UUID> productIds) {
        shown.synchronous().invalidateAll(productIds);
    }

    /** Holds what is shown against the database. */
    void look() {
        Map<UUID, CompletableFuture<Shown<A>>> some = new HashMap<>();
        shown.asMap().forEach((productId, one) -> {
            // what was found not to be there is nothing, until it is taken out
            if (one.isDone() && !one.isCompletedExceptionally() && one.getNow(null) != null) {
                some.put(productId, one);
                if (some.size() == AT_ONCE) {
                    look(some);
                    some.clear();
                }
            }
        });
        if (!some.isEmpty()) {
            look(some);
        }
    }

    private void look(Map<UUID, CompletableFuture<Shown<A>>> some) {
        long asked = clock.read();
        Map<UUID, ProductState> states = jdbi.withHandle(handle -> products.states(handle, some.keySet())).stream()
                .collect(Collectors.toMap(ProductState::productId, Function.identity()));
        some.forEach((productId, known) -> {
            Shown<A> one = known.getNow(null);
            if (one.state.equals(states.get(productId))) {
                one.trueAt = asked;
            } else {
                shown.asMap().remove(productId, known);
            }
        });
    }
}
