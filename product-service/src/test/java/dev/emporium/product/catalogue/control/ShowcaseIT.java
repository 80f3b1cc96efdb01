package dev.emporium.product.catalogue.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.platform.Json;
import dev.emporium.platform.metrics.CacheCounts;
import dev.emporium.platform.metrics.Meters;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.platform.testing.Wait;
import dev.emporium.product.StockCommands;
import dev.emporium.product.catalogue.entity.Product;
import dev.emporium.product.catalogue.entity.ProductRepository;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.Test;

/** What is shown was true within the last second; what others do, statements beside the showcase stand for. */
class ShowcaseIT {
    private final Jdbi jdbi = TestDatabase.create().jdbi();
    private final CacheCounts lookups = new Meters(new PrometheusRegistry(), jdbi).cache("products");
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger made = new AtomicInteger();
    private final Showcase<String> showcase = showcase(jdbi, product -> {
        made.incrementAndGet();
        return told(product);
    });

    private Showcase<String> showcase(Jdbi database, Function<Product, String> answer) {
        return new Showcase<>(
                database, new ProductRepository(Json.mapper()), answer, answered -> 1, 1_000, lookups, now::get);
    }

    private static String told(Product product) {
        return product.details().name() + " " + product.available();
    }

    private UUID aProduct(int stock) {
        UUID id = UUID.randomUUID();
        jdbi.useHandle(handle -> {
            handle.execute(
                    "insert into products (product_id, sku, name, attributes, image_urls, price_minor, currency, status)"
                            + " values (?, ?, 'tea', '{}', '{}', 790, 'EUR', 'active')",
                    id,
                    id.toString());
            handle.execute("insert into stock (product_id, on_hand, offer) values (?, ?, 'on_sale')", id, stock);
        });
        return id;
    }

    private void elsewhere(String statement, UUID productId) {
        jdbi.useHandle(handle -> handle.execute(statement, productId));
    }

    private void pass(int millis) {
        now.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    @Test
    void showsNothingForLongerThanASecondUnlooked() {
        UUID tea = aProduct(5);
        assertThat(showcase.read(tea)).contains("tea 5");
        elsewhere("update stock set on_hand = 4 where product_id = ?", tea);
        pass(999);
        assertThat(showcase.glance(tea)).contains("tea 5");
        pass(1);
        assertThat(showcase.glance(tea)).isEmpty();
        assertThat(showcase.read(tea)).contains("tea 4");
    }

    @Test
    void whatStaysAsItWasIsShownOnWithoutBeingReadAgain() {
        UUID tea = aProduct(5);
        showcase.read(tea);
        for (int i = 0; i < 20; i++) {
            pass(900);
            showcase.look();
            pass(900);
            assertThat(showcase.glance(tea)).contains("tea 5");
        }
        assertThat(made).hasValue(1);
    }

    @Test
    void whatNobodyAsksForIsNotLookedAfterForLong() {
        UUID tea = aProduct(5);
        showcase.read(tea);
        pass(10_000);
        showcase.look();
        assertThat(showcase.glance(tea)).isEmpty();
    }

    @Test
    void noticesWhatOthersChange() {
        for (String change : List.of(
                "update stock set on_hand = 4 where product_id = ?",
                "update products set name = 'tee', version = version + 1 where product_id = ?",
                "update products set deleted_at = now(), version = version + 1 where product_id = ?",
                "insert into prices (product_id, since, price_minor, currency, lowest_minor)"
                        + " values (?, now(), 790, 'EUR', 990)")) {
            UUID tea = aProduct(5);
            showcase.read(tea);
            elsewhere(change, tea);
            showcase.look();
            assertThat(showcase.glance(tea)).as(change).isEmpty();
        }
    }

    @Test
    void forgetsWhatWasReadBeforeItsChange() throws Exception {
        UUID tea = aProduct(5);
        AtomicReference<Showcase<String>> self = new AtomicReference<>();
        self.set(showcase(jdbi, product -> {
            if (product.available() == 5) {
                elsewhere("update stock set on_hand = 4 where product_id = ?", tea);
                self.get().forget(List.of(tea));
            }
            return told(product);
        }));
        assertThat(self.get().read(tea)).contains("tea 5");
        assertThat(self.get().glance(tea)).isEmpty();
        assertThat(self.get().read(tea)).contains("tea 4");
        assertThat(self.get().glance(tea)).contains("tea 4");
    }

    @Test
    void readsOnceForAllWhoAskAtOnceUnlessItTakesTooLong() throws Throwable {
        for (int takes : List.of(0, 1_000)) {
            UUID tea = aProduct(5);
            AtomicInteger reads = new AtomicInteger();
            CountDownLatch first = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            Showcase<String> slow = showcase(jdbi, product -> {
                if (reads.incrementAndGet() == 1) {
                    first.countDown();
                    uninterruptibly(goOn);
                }
                return told(product);
            });
            CompletableFuture<Optional<String>> one = CompletableFuture.supplyAsync(() -> slow.read(tea));
            uninterruptibly(first);
            AtomicInteger ended = new AtomicInteger();
            Thread other = new Thread(() -> {
                slow.read(tea);
                ended.incrementAndGet();
            });
            other.start();
            Wait.until(() -> assertThat(other.getState()).isEqualTo(Thread.State.WAITING));
            pass(takes);
            goOn.countDown();
            assertThat(one.join()).contains("tea 5");
            other.join();
            assertThat(ended).hasValue(1);
            assertThat(reads).hasValue(takes == 0 ? 1 : 2);
        }
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void showsNoDraftsAndKeepsNothingOfWhatIsNotThere() {
        UUID draft = aProduct(5);
        elsewhere("update products set status = 'draft' where product_id = ?", draft);
        assertThat(showcase.read(draft)).isEmpty();
        elsewhere("update products set status = 'active' where product_id = ?", draft);
        assertThat(showcase.read(draft)).contains("tea 5");
        assertThat(showcase.read(UUID.randomUUID())).isEmpty();
    }

    /** What is known to be nothing stands among what is shown for a moment; the clock is asked as it is taken out. */
    @Test
    void looksPastWhatIsNotThereBeforeItIsForgotten() {
        AtomicInteger statements = new AtomicInteger();
        AtomicInteger looks = new AtomicInteger();
        AtomicReference<Showcase<String>> self = new AtomicReference<>();
        Jdbi watched = Jdbi.create(() -> jdbi.open().getConnection()).installPlugin(new PostgresPlugin());
        watched.setSqlLogger(new SqlLogger() {
            @Override
            public void logAfterExecution(StatementContext context) {
                statements.incrementAndGet();
            }
        });
        self.set(new Showcase<>(
                watched, new ProductRepository(Json.mapper()), ShowcaseIT::told, answered -> 1, 1_000, lookups, () -> {
                    if (statements.get() > 0 && looks.getAndIncrement() == 0) {
                        self.get().look();
                    }
                    return now.get();
                }));
        assertThat(self.get().read(UUID.randomUUID())).isEmpty();
        assertThat(looks).hasPositiveValue();
        assertThat(statements).hasValue(1);
    }

    @Test
    void withoutTheDatabaseNothingIsKept() {
        UUID tea = aProduct(5);
        Jdbi[] database = {jdbi};
        Jdbi cut = Jdbi.create(() -> {
            if (database[0] == null) {
                throw new SQLException("away");
            }
            return jdbi.open().getConnection();
        });
        cut.installPlugin(new PostgresPlugin());
        Showcase<String> behind = showcase(cut, ShowcaseIT::told);
        behind.read(tea);
        database[0] = null;
        assertThatThrownBy(behind::look).isInstanceOf(RuntimeException.class);
        pass(1_000);
        assertThat(behind.glance(tea)).isEmpty();
        assertThatThrownBy(() -> behind.read(tea)).isInstanceOf(RuntimeException.class);
        database[0] = jdbi;
        assertThat(behind.read(tea)).contains("tea 5");
    }

    @Test
    void anOrderThatSetsSomethingAsideIsSeenAtOnceWhereItWasServed() {
        UUID tea = aProduct(5);
        showcase.read(tea);
        StockCommands commands = new StockCommands(jdbi, showcase::forget);
        jdbi.useTransaction(transaction -> {
            commands.send(transaction, StockCommands.reserve(UUID.randomUUID(), Map.of(tea, 2)));
            assertThat(showcase.glance(tea)).contains("tea 5");
        });
        assertThat(showcase.glance(tea)).isEmpty();
        assertThat(showcase.read(tea)).contains("tea 3");
    }
}
