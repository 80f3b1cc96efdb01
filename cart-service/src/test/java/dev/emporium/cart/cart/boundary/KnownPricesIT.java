package dev.emporium.cart.cart.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cart.Shop;
import dev.emporium.cart.Shop.Reply;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.TestKafka;
import dev.emporium.platform.testing.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two replicas that remember what product-service has said, until it says otherwise. Who has not heard of the topic for two
 * seconds asks anew: a loaded machine may have to try twice.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KnownPricesIT {
    private static final String FEED = "catalogue.events";
    private static final String EXAMPLE = EventContracts.example("product.changed");
    private final Shop shop = new Shop(TestKafka.bootstrapServers());
    private final Shop replica = shop.replica();
    private final KafkaProducer<String, String> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", TestKafka.bootstrapServers()), new StringSerializer(), new StringSerializer());

    private UUID cart;
    private UUID product;

    @BeforeAll
    void bothFollow() throws Throwable {
        cart = shop.cart();
        product = shop.products.sells("4.00", "EUR");
        for (Shop each : List.of(shop, replica)) {
            Wait.until(() -> assertThat(asks(() -> each.add(cart, product, 1))).isZero());
        }
    }

    @AfterAll
    void close() {
        replica.close();
        shop.close();
        producer.close(Duration.ZERO);
    }

    @BeforeEach
    void bothKnowAProduct() throws Throwable {
        cart = shop.cart();
        product = shop.products.sells("4.00", "EUR");
        for (Shop each : List.of(shop, replica)) {
            Wait.until(() -> assertThat(each.add(cart, product, 1).status()).isEqualTo(200));
        }
    }

    private int asks(Runnable use) {
        shop.products.calls();
        use.run();
        return shop.products.calls().size();
    }

    private void says(String key, String message) {
        producer.send(new ProducerRecord<>(FEED, key, message));
        producer.flush();
    }

    private void saysThatItChanged() {
        says(product.toString(), EXAMPLE);
    }

    @Test
    void askNobodyForWhatTheyKnow() throws Throwable {
        Wait.until(() -> {
            bothKnowAProduct();
            asksNobodyForWhatItKnows();
        });
    }

    private void asksNobodyForWhatItKnows() {
        UUID other = shop.products.sells("1.00", "EUR");
        assertThat(asks(() -> shop.add(cart, other, 1))).isOne();
        assertThat(asks(() -> {
                    for (int i = 0; i < 5; i++) {
                        Reply added = shop.add(cart, i % 2 == 0 ? product : other, 1);
                        assertThat(added.text("/prices")).isEqualTo("live");
                        assertThat(added.body().at("/items/0/available").isNull())
                                .as("how many there are is not remembered")
                                .isTrue();
                    }
                    assertThat(shop.set(cart, product, 5).status()).isEqualTo(200);
                }))
                .isZero();
        assertThat(asks(() -> assertThat(replica.add(cart, product, 1).text("/total/amount"))
                        .isEqualTo("27.00")))
                .as("the replica knows one of the two, and gives up and asks for both")
                .isOne();
        assertThat(shop.read(cart).body().at("/items/0/available").asInt()).isEqualTo(7);
    }

    @Test
    void showANewPriceSoonAfterItIsTold() throws Throwable {
        Wait.until(() -> {
            bothKnowAProduct();
            shop.products.sells(product, "5.00", "EUR", "active");
            assertThat(shop.add(cart, product, 1).text("/items/0/unit_price/amount"))
                    .isEqualTo("4.00");
        });
        saysThatItChanged();
        for (Shop each : List.of(shop, replica)) {
            Wait.until(() -> {
                Reply added = each.add(cart, product, 1);
                assertThat(added.text("/items/0/unit_price/amount")).isEqualTo("5.00");
            });
        }
        Wait.until(() -> assertThat(asks(() -> shop.add(cart, product, 1))).isZero());
    }

    @Test
    void anOldMessageThatComesAgainBringsNoOldPriceBack() throws Throwable {
        shop.products.sells(product, "5.00", "EUR", "active");
        saysThatItChanged();
        saysThatItChanged();
        says(product.toString(), EventContracts.example("product.deleted"));
        says("no product", "no JSON");
        says(null, null);
        Wait.until(() -> assertThat(shop.add(cart, product, 1).text("/items/0/unit_price/amount"))
                .isEqualTo("5.00"));
        saysThatItChanged();
        says(product.toString(), EXAMPLE.replace("8.50", "1.00"));
        Wait.until(() -> assertThat(asks(() -> {
                    Reply added = shop.add(cart, product, 1);
                    assertThat(added.text("/items/0/unit_price/amount")).isEqualTo("5.00");
                }))
                .isOne());
    }

    @Test
    void sellNothingThatIsADraftOrGoneAndSellItAgain() throws Throwable {
        for (Runnable end : List.<Runnable>of(
                () -> shop.products.sells(product, "4.00", "EUR", "draft"), () -> shop.products.forgets(product))) {
            end.run();
            saysThatItChanged();
            Wait.until(
                    () -> assertThat(shop.add(cart, product, 1).text("/code")).isEqualTo("unknown_product"));
            Reply read = shop.read(cart);
            assertThat(read.text("/items/0/unavailable")).isEqualTo("not_on_sale");
            shop.products.sells(product, "4.00", "EUR", "active");
            saysThatItChanged();
            Wait.until(() -> assertThat(shop.add(cart, product, 1).status()).isEqualTo(200));
        }
    }

    @Test
    void goOnWithWhatTheyKnowWhileProductServiceIsAway() throws Throwable {
        shop.products.answers(503);
        try {
            Wait.until(() -> {
                UUID empty = shop.cart();
                Reply added = shop.add(empty, product, 2);
                assertThat(added.text("/prices")).isEqualTo("live");
                assertThat(shop.read(empty).text("/total/amount")).isEqualTo("8.00");
                assertThat(shop.add(empty, UUID.randomUUID(), 1).text("/code"))
                        .isEqualTo("product_service_unavailable");
            });
        } finally {
            shop.products.answers(200);
        }
    }

    @Test
    void showAnEarlierAnswerToNobodyElse() {
        String[] asMe = {"Authorization", shop.tokens.bearer(UUID.randomUUID(), Role.CUSTOMER)};
        String key = UUID.randomUUID().toString();
        UUID mine = shop.cartOf(asMe);
        for (int i = 0; i < 2; i++) {
            assertThat(shop.add(mine, product, 1, "Idempotency-Key", key, asMe[0], asMe[1])
                            .text("/total/amount"))
                    .isEqualTo("4.00");
        }
        assertThat(shop.add(mine, product, 1, "Idempotency-Key", key).status()).isEqualTo(404);
    }

    @Test
    void loseNothingThatIsAddedAtTheSameTime() throws Exception {
        UUID other = shop.products.sells("1.00", "EUR");
        UUID shared = shop.cart();
        ExecutorService tabs = Executors.newFixedThreadPool(8);
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        try {
            for (int i = 0; i < 80; i++) {
                Shop tab = i % 2 == 0 ? shop : replica;
                UUID which = i % 4 < 2 ? product : other;
                replies.add(CompletableFuture.supplyAsync(() -> tab.add(shared, which, 1), tabs));
            }
            for (CompletableFuture<Reply> reply : replies) {
                assertThat(reply.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
            }
        } finally {
            tabs.shutdownNow();
        }
        Reply read = shop.read(shared);
        assertThat(read.body().findValuesAsText("quantity")).containsExactly("40", "40");
        assertThat(read.text("/total/amount")).isEqualTo("200.00");
    }
}
