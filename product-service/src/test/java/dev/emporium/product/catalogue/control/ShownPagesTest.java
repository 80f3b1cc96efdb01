package dev.emporium.product.catalogue.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.platform.metrics.CacheCounts;
import dev.emporium.platform.metrics.Meters;
import dev.emporium.platform.testing.Wait;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is shown was read within the last second, and after whatever was changed here. */
class ShownPagesTest {
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();
    private final CacheCounts lookups = new Meters(metrics, null).cache("product-pages");
    private final ShownPages<String> pages = new ShownPages<>(String::length, 1_000, lookups, now::get, now::get);
    private final Supplier<String> page = () -> "read " + reads.incrementAndGet();

    private void pass(int millis) {
        now.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    @Test
    void givesAPageForASecondFromWhenItWasAskedFor() {
        assertThat(pages.glance("q=tea")).isEmpty();
        String first = pages.read("q=tea", () -> {
            pass(400);
            return page.get();
        });
        pass(599);
        assertThat(pages.glance("q=tea")).contains(first);
        assertThat(pages.read("q=tea", page)).isEqualTo("read 1");
        assertThat(pages.glance("q=TEA")).isEmpty();
        pass(1);
        assertThat(pages.glance("q=tea")).isEmpty();
        assertThat(pages.read("q=tea", page)).isEqualTo("read 2");
    }

    @Test
    void whatWasChangedHereIsInNoPageThatIsShown() {
        pages.read("q=tea", page);
        pages.forget();
        assertThat(pages.glance("q=tea")).isEmpty();
        pass(1);
        assertThat(pages.read("q=tea", page)).isEqualTo("read 2");
        assertThat(pages.glance("q=tea")).contains("read 2");
    }

    @Test
    void aReadThatBeganBeforeAChangeIsShownToNobodyElse() {
        String begunBefore = pages.read("q=tea", () -> {
            String read = page.get();
            pages.forget();
            return read;
        });
        assertThat(begunBefore).isEqualTo("read 1");
        pass(1);
        assertThat(pages.glance("q=tea")).isEmpty();
        assertThat(pages.read("q=tea", page)).isEqualTo("read 2");
    }

    /** One of two changers may have looked at the clock first, and write down last. */
    @Test
    void ofTwoChangesAtOnceTheLaterOneCounts() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        ShownPages<String> shared = new ShownPages<>(String::length, 1_000, lookups, now::get, () -> {
            long at = now.get();
            meanwhile.getAndSet(() -> {}).run();
            return at;
        });
        meanwhile.set(() -> {
            pass(1);
            shared.read("q=tea", page);
            pass(1);
            shared.forget();
        });
        shared.forget();
        pass(1);
        assertThat(shared.glance("q=tea")).isEmpty();
        assertThat(shared.read("q=tea", page)).isEqualTo("read 2");
    }

    @Test
    void manyWhoHaveWaitedTooLongWaitForOneReadMore() throws Throwable {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread slow = new Thread(() -> pages.read("q=tea", () -> {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return page.get();
        }));
        slow.start();
        begun.await();
        List<String> shown = Collections.synchronizedList(new ArrayList<>());
        List<Thread> others = Stream.generate(() -> new Thread(() -> shown.add(pages.read("q=tea", page))))
                .limit(8)
                .toList();
        others.forEach(Thread::start);
        Wait.until(() -> assertThat(others).allMatch(other -> other.getState() == Thread.State.WAITING));
        pass(1_000);
        goOn.countDown();
        for (Thread other : others) {
            other.join();
        }
        assertThat(shown).hasSize(8).containsOnly("read 2");
    }

    @Test
    void manyWhoAskAtOnceWaitForOneRead() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<String> one = CompletableFuture.supplyAsync(() -> pages.read("q=tea", () -> {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return page.get();
        }));
        begun.await();
        CompletableFuture<String> other = CompletableFuture.supplyAsync(() -> pages.read("q=tea", page));
        assertThat(pages.glance("q=tea")).isEmpty();
        goOn.countDown();
        assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo("read 1");
        assertThat(other.get(60, TimeUnit.SECONDS)).isEqualTo("read 1");
    }

    @Test
    void whatFailsIsReadAgain() {
        assertThatThrownBy(() -> pages.read("q=tea", () -> {
                    throw new IllegalStateException("away");
                }))
                .hasMessage("away");
        assertThat(pages.read("q=tea", page)).isEqualTo("read 1");
    }

    @Test
    void keepsNoMoreThanItsBound() {
        for (int i = 0; i < 1_000; i++) {
            pages.read("a query of some length " + i, page);
        }
        long kept = java.util.stream.IntStream.range(0, 1_000)
                .filter(i -> pages.glance("a query of some length " + i).isPresent())
                .count();
        assertThat(kept).isBetween(1L, 50L);
    }

    @Test
    void countsWhatIsAtHandAndWhatIsNot() {
        pages.glance("q=tea");
        pages.read("q=tea", page);
        pages.glance("q=tea");
        pages.read("q=tea", page);
        assertThat(lookups("hit")).isEqualTo(2);
        assertThat(lookups("miss")).isEqualTo(1);
    }

    private double lookups(String result) {
        return ((CounterSnapshot) metrics.scrape(name -> name.equals("cache_requests")).stream()
                        .findFirst()
                        .orElseThrow())
                .getDataPoints().stream()
                        .filter(point -> point.getLabels().get("result").equals(result))
                        .findFirst()
                        .orElseThrow()
                        .getValue();
    }
}
