package dev.emporium.platform.messaging;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * What another service has said of things, remembered by their ids until it says on a topic of its own that one of them is
 * another, and asked for again then: not what it says there, so neither the order of its messages nor their number
 * matters. What is remembered is as old as a message takes. As long as it is not sure that all messages have come
 * ({@link TopicFollower#isCurrent}), nothing is remembered and each use asks; that takes two seconds to notice. Bounded;
 * thread safe.
 *
 * @param <T> what is known of a thing; also that there is none
 */
public final class Remembered<T> {
    private final Function<Set<UUID>, Map<UUID, T>> asking;
    /** What is being asked stands in it, too, and can be forgotten. */
    private final AsyncCache<UUID, T> said;

    private final TopicFollower follower;

    /**
     * @param topic where the other one tells of changes, by the things' ids
     * @param most of how many things something is remembered
     * @param asking asks for all of them at once; what it throws goes to whoever uses this
     */
    public Remembered(KafkaConfiguration kafka, String topic, int most, Function<Set<UUID>, Map<UUID, T>> asking) {
        this(() -> KafkaClients.follower(kafka.bootstrapServers()), topic, most, asking);
    }

    Remembered(
            Supplier<Consumer<byte[], byte[]>> consumers,
            String topic,
            int most,
            Function<Set<UUID>, Map<UUID, T>> asking) {
        this.asking = asking;
        this.said = Caffeine.newBuilder().maximumSize(most).buildAsync();
        this.follower = new TopicFollower(consumers, topic, new Forgetting(said));
    }

    private record Forgetting(AsyncCache<UUID, ?> said) implements TopicFollower.Listener {
        @Override
        public void spokenOf(String key) {
            try {
                said.synchronous().invalidate(UUID.fromString(key));
            } catch (IllegalArgumentException noId) {
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

    /**
     * What is known of these. Asks for what is not remembered, once for all of that. Never within a transaction.
     *
     * @return of each thing of which the other one has said something
     */
    public Map<UUID, T> get(Collection<UUID> ids) {
        if (!follower.isCurrent()) {
            return asking.apply(Set.copyOf(ids));
        }
        try {
            return said.getAll(ids, (missing, any) -> ask(missing)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** What is remembered of these; asks nobody. */
    public Map<UUID, T> known(Collection<UUID> ids) {
        return follower.isCurrent() ? said.synchronous().getAllPresent(ids) : Map.of();
    }

    private CompletableFuture<Map<UUID, T>> ask(Set<? extends UUID> ids) {
        return CompletableFuture.completedFuture(asking.apply(Set.copyOf(ids)));
    }
}
