package dev.emporium.product.stock.control;

import static dev.emporium.product.StockCommands.about;
import static dev.emporium.product.StockCommands.reserve;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.testing.InterruptedMigrations;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.product.StockBooks;
import dev.emporium.product.StockCommands;
import dev.emporium.product.StockRows;
import dev.emporium.product.stock.entity.Offer;
import dev.emporium.product.stock.entity.StockRepository;
import dev.emporium.product.stock.entity.Terms;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReservationsParallelIT {
    private static final Jdbi JDBI = TestDatabase.create().jdbi();

    private static final String WAITS_FOR_STOCK =
            """
            select from pg_stat_activity where wait_event_type = 'Lock' and query like '% stock%'
                and datname = current_database()
            """;

    private final StockRepository stock = new StockRepository();
    private final StockCommands commands = new StockCommands(JDBI);
    private final ExecutorService replicas = Executors.newFixedThreadPool(16);

    @AfterEach
    void booksBalance() {
        replicas.shutdownNow();
        StockBooks.balance(JDBI);
    }

    private static List<UUID> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> UUID.randomUUID()).toList();
    }

    private void all(List<Runnable> works) throws InterruptedException, ExecutionException {
        List<Future<?>> running = new ArrayList<>();
        works.forEach(work -> running.add(replicas.submit(work)));
        for (Future<?> work : running) {
            work.get();
        }
    }

    @Test
    void sellsAHundredToTwoHundredWhoWantOneEach() throws Exception {
        UUID product = StockRows.aProductWithStock(JDBI, 100);
        List<UUID> orders = ids(200);
        all(orders.stream()
                .<Runnable>map(order -> () -> commands.send(reserve(order, Map.of(product, 1))))
                .toList());
        List<String> answers = orders.stream()
                .flatMap(order -> commands.answerTypes(order).stream())
                .toList();
        assertThat(answers.stream().filter("stock.reserved"::equals)).hasSize(100);
        assertThat(answers.stream().filter("stock.rejected"::equals)).hasSize(100);
        assertThat(StockBooks.of(JDBI, product)).isEqualTo("100/100");
    }

    @Test
    void waitsForNobodyWhoWaitsForItWhenProductsComeInOppositeOrders() throws Exception {
        List<UUID> products = IntStream.range(0, 6)
                .mapToObj(i -> StockRows.aProductWithStock(JDBI, 1_000))
                .toList();
        List<UUID> reversed = new ArrayList<>(products);
        Collections.reverse(reversed);
        List<Runnable> works = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            List<UUID> wanted = i % 2 == 0 ? products : reversed;
            works.add(() -> {
                UUID order = UUID.randomUUID();
                Map<UUID, Long> quantities = new LinkedHashMap<>();
                wanted.forEach(product -> quantities.put(product, 1L));
                commands.send(reserve(order, quantities));
                commands.send(about("stock.commit", order));
            });
        }
        all(works);
        assertThat(products)
                .allSatisfy(product -> assertThat(StockBooks.of(JDBI, product)).isEqualTo("900/0"));
    }

    /** What is set aside lies on a product with a later id than what was sold: two locks of stock, one after the other. */
    @Test
    void waitsForNobodyWhoWaitsForItWhenItGivesBackWhatWasReservedAndWhatWasSold() throws Exception {
        UUID first = StockRows.aProductWithStock(JDBI, 10);
        UUID second = StockRows.aProductWithStock(JDBI, 10);
        UUID sold = UUID.randomUUID();
        UUID reserved = UUID.randomUUID();
        commands.send(reserve(sold, Map.of(first, 2)), reserve(reserved, Map.of(second, 3)));
        commands.send(about("stock.commit", sold));
        Future<?> release;
        try (Handle other = JDBI.open().begin()) {
            other.execute("select 1 from stock where product_id = ? for update", first);
            release = replicas.submit(
                    () -> commands.send(about("stock.release", sold), about("stock.release", reserved)));
            InterruptedMigrations.await(
                    other.getConnection(),
                    "exists (select from pg_stat_activity where wait_event_type = 'Lock' and query like '%update stock%')");
            other.execute("select 1 from stock where product_id = ? for update nowait", second);
            other.rollback();
        }
        release.get();
        assertThat(StockBooks.of(JDBI, first)).isEqualTo("10/0");
        assertThat(StockBooks.of(JDBI, second)).isEqualTo("10/0");
    }

    @Test
    void aReservationWaitsForWhoWithdrawsTheProductAndIsRefused() throws Exception {
        UUID product = StockRows.aProductWithStock(JDBI, 10);
        UUID order = UUID.randomUUID();
        Future<?> reservation;
        try (Handle editor = JDBI.open().begin()) {
            stock.mark(editor, product, new Terms(Offer.WITHDRAWN, null));
            reservation = replicas.submit(() -> commands.send(reserve(order, Map.of(product, 1))));
            InterruptedMigrations.await(editor.getConnection(), "exists (" + WAITS_FOR_STOCK + ")");
            editor.commit();
        }
        reservation.get();
        assertThat(commands.answerTypes(order)).containsExactly("stock.rejected");
        assertThat(StockBooks.of(JDBI, product)).isEqualTo("10/0");
    }

    @Test
    void whoWithdrawsAProductWaitsForAReservationThatKeepsWhatItHas() throws Exception {
        UUID product = StockRows.aProductWithStock(JDBI, 10);
        UUID order = UUID.randomUUID();
        Future<?> withdrawal;
        try (Handle reservation = JDBI.open().begin()) {
            commands.send(reservation, reserve(order, Map.of(product, 3)));
            withdrawal = replicas.submit(() -> JDBI.useTransaction(
                    transaction -> stock.mark(transaction, product, new Terms(Offer.WITHDRAWN, null))));
            InterruptedMigrations.await(reservation.getConnection(), "exists (" + WAITS_FOR_STOCK + ")");
            reservation.commit();
        }
        withdrawal.get();
        assertThat(commands.answerTypes(order)).containsExactly("stock.reserved");
        commands.send(about("stock.commit", order));
        assertThat(StockBooks.of(JDBI, product)).isEqualTo("7/0");
    }

    /** Whoever asks after the product was withdrawn gets none of it, and nobody waits for who waits for them. */
    @Test
    void nothingIsSetAsideOnceAProductIsWithdrawnHoweverManyAsk() throws Exception {
        List<UUID> products = IntStream.range(0, 4)
                .mapToObj(i -> StockRows.aProductWithStock(JDBI, 1_000))
                .toList();
        Map<UUID, Long> wanted = new LinkedHashMap<>();
        products.forEach(product -> wanted.put(product, 1L));
        Set<UUID> late = ConcurrentHashMap.newKeySet();
        AtomicBoolean withdrawn = new AtomicBoolean();
        List<Runnable> works = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            works.add(() -> {
                UUID order = UUID.randomUUID();
                boolean isLate = withdrawn.get();
                commands.send(reserve(order, wanted));
                if (isLate && !commands.answerTypes(order).equals(List.of("stock.rejected"))) {
                    late.add(order);
                }
            });
        }
        works.add(works.size() / 2, () -> {
            JDBI.useTransaction(
                    transaction -> stock.mark(transaction, products.get(2), new Terms(Offer.WITHDRAWN, null)));
            withdrawn.set(true);
        });
        all(works);
        assertThat(late).isEmpty();
        assertThat(StockBooks.of(JDBI, products.get(0))).isEqualTo(StockBooks.of(JDBI, products.get(2)));
    }

    /** Every command of every order, twice, by many at once and in any order and grouping. */
    @Test
    void keepsItsBooksWhateverTheOrderOfTheCommands() throws Exception {
        List<UUID> products = IntStream.range(0, 5)
                .mapToObj(i -> StockRows.aProductWithStock(JDBI, 20))
                .toList();
        Random random = new Random(7);
        List<Message> messages = new ArrayList<>();
        for (UUID order : ids(60)) {
            Map<UUID, Long> wanted = new LinkedHashMap<>();
            products.forEach(product -> wanted.put(product, 1L + random.nextInt(3)));
            for (int again = 0; again < 2; again++) {
                messages.add(reserve(order, wanted));
                messages.add(about("stock.commit", order));
                messages.add(about(random.nextBoolean() ? "stock.release" : "stock.restock", order));
            }
        }
        Collections.shuffle(messages, random);
        List<Runnable> works = new ArrayList<>();
        for (int from = 0; from < messages.size(); from += 20) {
            List<Message> batch = messages.subList(from, Math.min(from + 20, messages.size()));
            for (String type : List.of("stock.reserve", "stock.commit", "stock.release", "stock.restock")) {
                List<Message> ofType =
                        batch.stream().filter(m -> m.type().equals(type)).toList();
                if (!ofType.isEmpty()) {
                    works.add(() -> commands.send(ofType));
                }
            }
        }
        all(works);
    }
}
