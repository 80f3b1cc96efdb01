package dev.emporium.cart.cart.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cart.Shop;
import dev.emporium.cart.Shop.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ParallelCartsIT {
    private static final ExecutorService CUSTOMERS = Executors.newFixedThreadPool(12);
    private static Shop shop;

    @BeforeAll
    static void open() {
        shop = new Shop();
    }

    @AfterAll
    static void close() {
        CUSTOMERS.shutdownNow();
        shop.close();
    }

    @Test
    void losesNoneOfManyParallelAdds() throws Exception {
        UUID cart = shop.cart();
        UUID product = shop.products.sells("1.00", "EUR");

        List<Reply> replies = inParallel(60, i -> shop.add(cart, product, 1 + i % 3));

        assertThat(replies).extracting(Reply::status).containsOnly(200);
        assertThat(quantity(cart)).isEqualTo(120);
    }

    @Test
    void addsOncePerKeyHoweverParallel() throws Exception {
        UUID cart = shop.cart();
        UUID product = shop.products.sells("1.00", "EUR");
        String key = UUID.randomUUID().toString();

        List<Reply> replies = inParallel(20, i -> shop.add(cart, product, 2, "Idempotency-Key", key));

        assertThat(replies).extracting(Reply::status).containsOnly(200);
        assertThat(replies).extracting(Reply::body).containsOnly(replies.get(0).body());
        assertThat(replies)
                .filteredOn(reply -> reply.response()
                        .headers()
                        .firstValue("Idempotent-Replayed")
                        .isEmpty())
                .hasSize(1);
        assertThat(quantity(cart)).isEqualTo(2);

        assertThat(shop.add(cart, product, 3, "Idempotency-Key", key).text("/code"))
                .isEqualTo("idempotency_key_reused");
        UUID other = shop.cart();
        assertThat(shop.add(other, product, 3, "Idempotency-Key", key).status())
                .as("a key belongs to its cart")
                .isEqualTo(200);
        assertThat(shop.add(cart, product, 2).status()).isEqualTo(200);
        assertThat(quantity(cart)).isEqualTo(4);
    }

    @Test
    void makesOneCartPerKeyHoweverParallel() throws Exception {
        String key = UUID.randomUUID().toString();
        List<Reply> replies = inParallel(20, i -> shop.send("POST", "/", "{}", "Idempotency-Key", key));
        assertThat(replies).extracting(Reply::status).containsOnly(201);
        assertThat(replies.stream().map(reply -> reply.text("/cart_id")).distinct())
                .hasSize(1);
        assertThat(replies.stream()
                        .map(reply -> reply.response()
                                .headers()
                                .firstValue("Location")
                                .orElse(""))
                        .distinct())
                .containsExactly("/shop/carts/" + replies.get(0).text("/cart_id"));
    }

    @Test
    void holdsTheLimitOfOneProductInParallel() throws Exception {
        UUID cart = shop.cart();
        UUID product = shop.products.sells("1.00", "EUR");

        List<Reply> replies = inParallel(14, i -> shop.add(cart, product, 100));

        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(9);
        assertThat(replies)
                .filteredOn(reply -> reply.status() != 200)
                .extracting(reply -> reply.text("/code"))
                .containsOnly("quantity_too_large");
        assertThat(quantity(cart)).isEqualTo(900);
    }

    @Test
    void holdsTheLimitOfDifferentProductsInParallel() throws Exception {
        UUID cart = shop.cart();
        List<Reply> replies = inParallel(110, i -> shop.add(cart, shop.products.sells("1.00", "EUR"), 1));

        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(100);
        assertThat(replies)
                .filteredOn(reply -> reply.status() != 200)
                .extracting(reply -> reply.text("/code"))
                .containsOnly("cart_full");
        shop.products.calls();
        Reply full = shop.read(cart);
        assertThat(full.body().at("/items")).hasSize(100);
        assertThat(full.text("/prices")).isEqualTo("live");
        assertThat(shop.products.calls()).hasSize(1);
        assertThat(shop.add(cart, UUID.fromString(full.text("/items/7/product_id")), 1)
                        .status())
                .as("more of what is there")
                .isEqualTo(200);
    }

    @Test
    void holdsOneCurrencyInParallel() throws Exception {
        UUID cart = shop.cart();
        inParallel(20, i -> shop.add(cart, shop.products.sells("1", i % 2 == 0 ? "JPY" : "KRW"), 1));

        Reply read = shop.read(cart);
        assertThat(read.body().at("/items")).hasSize(10);
        assertThat(read.body().findValuesAsText("currency")).containsOnly(read.text("/currency"));
    }

    @Test
    void mixesAllThatCanBeDoneWithoutATrace() throws Exception {
        UUID cart = shop.cart();
        List<UUID> products = IntStream.range(0, 6)
                .mapToObj(i -> shop.products.sells("1.00", "EUR"))
                .toList();

        List<Reply> replies = inParallel(180, i -> {
            UUID product = products.get(i % 6);
            if (i % 5 == 0) {
                shop.products.sells(product, (1 + i) + ".00", "EUR", "active");
            }
            return switch (i % 9) {
                case 0 -> shop.remove(cart, product);
                case 1 -> shop.send("DELETE", "/" + cart, null);
                case 2, 3 -> shop.set(cart, product, 3);
                case 4, 5 -> shop.add(cart, product, 1);
                default -> shop.read(cart);
            };
        });

        assertThat(replies).extracting(Reply::status).containsOnly(200, 204);
    }

    @Test
    void bringsBackWhatIsSavedForLaterAtTheSameMoment() throws Exception {
        UUID product = shop.products.sells("1.00", "EUR");
        assertThat(savedWhile(product, cart -> shop.add(cart, product, 3))).isEqualTo(5);
        assertThat(savedWhile(product, cart -> shop.set(cart, product, 3))).isEqualTo(3);
    }

    /** Returns how many are in a cart in which two were saved for later, while whoever makes the change waits behind that. */
    private static int savedWhile(UUID product, Function<UUID, Reply> change) throws Exception {
        UUID cart = shop.cart();
        shop.add(cart, product, 2);
        Future<Reply> saving;
        Future<Reply> changing;
        try (Handle somebody = shop.database.open()) {
            somebody.begin();
            somebody.execute("select from carts where cart_id = ? for update", cart);
            saving = CUSTOMERS.submit(() -> shop.save(cart, product, 2));
            awaitWhoWait(1);
            changing = CUSTOMERS.submit(() -> change.apply(cart));
            awaitWhoWait(2);
            somebody.commit();
        }
        assertThat(saving.get().status()).isEqualTo(200);
        assertThat(changing.get().status()).isEqualTo(200);
        assertThat(changing.get().body().at("/saved")).isEmpty();
        assertThat(shop.read(cart).body().at("/saved")).isEmpty();
        return quantity(cart);
    }

    private static void awaitWhoWait(int count) {
        Instant end = Instant.now().plusSeconds(60);
        while (shop.database.withHandle(handle -> handle.createQuery(
                                """
                                select count(*) from pg_stat_activity
                                where datname = current_database() and wait_event_type = 'Lock'
                                """)
                        .mapTo(Integer.class)
                        .one())
                < count) {
            assertThat(Instant.now()).as("%d wait".formatted(count)).isBefore(end);
        }
    }

    private static int quantity(UUID cart) {
        return shop.read(cart).body().at("/items/0/quantity").asInt();
    }

    private static List<Reply> inParallel(int times, IntFunction<Reply> request) throws Exception {
        List<Callable<Reply>> requests = IntStream.range(0, times)
                .mapToObj(i -> (Callable<Reply>) () -> request.apply(i))
                .toList();
        List<Reply> replies = new ArrayList<>();
        for (Future<Reply> reply : CUSTOMERS.invokeAll(requests, 60, TimeUnit.SECONDS)) {
            replies.add(reply.get());
        }
        return replies;
    }
}
