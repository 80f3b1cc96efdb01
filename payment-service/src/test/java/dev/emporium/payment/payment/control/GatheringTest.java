package dev.emporium.payment.payment.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private static final String FIRST = "first";
    private static final String REFUSED = "refused";
    private static final String BROKEN = "broken";

    private final List<List<String>> rounds = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstIsWorkedFor = new CountDownLatch(1);
    private final CountDownLatch othersHaveCome = new CountDownLatch(1);
    private final Gathering<String> gathering = new Gathering<>(this::work);

    private Set<String> work(List<String> items) {
        rounds.add(items);
        if (items.contains(FIRST)) {
            firstIsWorkedFor.countDown();
            await(othersHaveCome);
        }
        if (items.contains(BROKEN)) {
            throw new IllegalStateException(BROKEN);
        }
        return Set.copyOf(items.stream().filter(item -> !item.equals(REFUSED)).toList());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletableFuture<Boolean> join(String item) {
        return CompletableFuture.supplyAsync(() -> gathering.join(item), task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            thread.start();
        });
    }

    /** Of what comes while the first is worked for. */
    private List<CompletableFuture<Boolean>> joinMeanwhile(String... items) {
        CompletableFuture<Boolean> first = join(FIRST);
        await(firstIsWorkedFor);
        List<CompletableFuture<Boolean>> others =
                List.of(items).stream().map(this::join).toList();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (gathering.waiting() < items.length) {
            assertThat(System.nanoTime()).as("they come").isLessThan(end);
            Thread.onSpinWait();
        }
        othersHaveCome.countDown();
        assertThat(first.join()).isTrue();
        return others;
    }

    @Test
    void doesAtOnceWhatComesMeanwhile() {
        assertThat(joinMeanwhile("a", REFUSED, "b").stream().map(CompletableFuture::join))
                .containsExactly(true, false, true);
        assertThat(rounds).hasSize(2);
        assertThat(rounds.get(0)).containsExactly(FIRST);
        assertThat(rounds.get(1)).containsExactlyInAnyOrder("a", REFUSED, "b");
    }

    @Test
    void whatFailsTakesNothingElseAlong() {
        List<CompletableFuture<Boolean>> others = joinMeanwhile("a", BROKEN);
        assertThat(others.get(0).join()).isTrue();
        assertThatThrownBy(others.get(1)::join).hasRootCauseMessage(BROKEN);
        assertThat(gathering.join("b")).isTrue();
    }
}
