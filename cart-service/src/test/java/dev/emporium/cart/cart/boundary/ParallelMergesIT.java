package dev.emporium.cart.cart.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cart.Shop;
import dev.emporium.cart.Shop.Reply;
import dev.emporium.platform.security.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ParallelMergesIT {
    private static final ExecutorService CUSTOMERS = Executors.newFixedThreadPool(12);
    private static Shop shop;

    private final UUID product = shop.products.sells("1.00", "EUR");

    @BeforeAll
    static void open() {
        shop = new Shop();
    }

    @AfterAll
    static void close() {
        CUSTOMERS.shutdownNow();
        shop.close();
    }

    @RepeatedTest(5)
    void addsOneGuestsCartOnceHoweverOften() throws Exception {
        String[] me = someone();
        UUID mine = shop.cartOf(me);
        UUID guest = shop.cart();
        shop.add(guest, product, 2);

        List<Reply> replies = inParallel(12, i -> shop.merge(guest, i % 2 == 0 ? mine : null, me));

        assertThat(replies).extracting(Reply::status).containsOnly(200, 404);
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        assertThat(quantity(mine, me)).isEqualTo(2);
    }

    @RepeatedTest(5)
    void givesOneGuestsCartToOneOfMany() throws Exception {
        List<String[]> people = IntStream.range(0, 8).mapToObj(i -> someone()).toList();
        List<UUID> carts = people.stream().map(shop::cartOf).toList();
        UUID guest = shop.cart();
        shop.add(guest, product, 2);

        List<Reply> replies = inParallel(8, i -> shop.merge(guest, null, people.get(i)));

        assertThat(replies).extracting(Reply::status).containsOnly(200, 404);
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        assertThat(IntStream.range(0, 8)
                        .map(i -> quantity(carts.get(i), people.get(i)))
                        .sum())
                .isEqualTo(2);
    }

    @RepeatedTest(5)
    void givesACartToOneOfManyWhoHaveNone() throws Exception {
        List<String[]> people = IntStream.range(0, 8).mapToObj(i -> someone()).toList();
        UUID guest = shop.cart();

        List<Reply> replies = inParallel(8, i -> shop.merge(guest, null, people.get(i)));

        assertThat(replies).extracting(Reply::status).containsOnly(200, 404);
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
    }

    @RepeatedTest(5)
    void leavesSomebodyWhoHadNoneWithOneCart() throws Exception {
        String[] me = someone();
        List<UUID> guests = IntStream.range(0, 8).mapToObj(i -> shop.cart()).toList();
        guests.forEach(guest -> shop.add(guest, product, 1));

        List<Reply> replies = inParallel(8, i -> shop.merge(guests.get(i), null, me));

        assertThat(replies).extracting(Reply::status).containsOnly(200);
        List<String> carts = replies.stream()
                .map(reply -> reply.body().path("cart_id").asText())
                .distinct()
                .toList();
        assertThat(carts).hasSize(1);
        assertThat(quantity(UUID.fromString(carts.get(0)), me)).isEqualTo(8);
    }

    @Test
    void losesNothingOfManyCartsInOne() throws Exception {
        String[] me = someone();
        UUID mine = shop.cartOf(me);
        List<UUID> guests = IntStream.range(0, 40).mapToObj(i -> shop.cart()).toList();
        guests.forEach(guest -> shop.add(guest, product, 1));

        List<Reply> replies = inParallel(
                80, i -> i % 2 == 0 ? shop.merge(guests.get(i / 2), mine, me) : shop.add(mine, product, 1, me));

        assertThat(replies).extracting(Reply::status).containsOnly(200);
        assertThat(quantity(mine, me)).isEqualTo(80);
    }

    @Test
    void addsNothingToACartThatIsGone() throws Exception {
        String[] me = someone();
        UUID mine = shop.cartOf(me);
        UUID guest = shop.cart();

        List<Reply> replies = inParallel(24, i -> i == 8 ? shop.merge(guest, null, me) : shop.add(guest, product, 1));

        // the merge may come behind all others
        replies.add(shop.add(guest, product, 1));
        assertThat(replies).extracting(Reply::status).containsOnly(200, 404).endsWith(404);
        long added = replies.stream().filter(reply -> reply.status() == 200).count() - 1;
        assertThat(quantity(mine, me)).as("what was answered 200 is there").isEqualTo((int) added);
    }

    private static String[] someone() {
        return new String[] {"Authorization", shop.tokens.bearer(UUID.randomUUID(), Role.CUSTOMER)};
    }

    private static int quantity(UUID cart, String... headers) {
        return shop.read(cart, headers).body().at("/items/0/quantity").asInt();
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
