package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.system.Http.Answer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Many at once: one key makes one order, and nothing is sold that is not there. */
@OnThePlatform
@ResourceLock(Invariants.BOOKS)
class ParallelOrdersIT {
    private final Shop shop;
    private final Invariants invariants;

    ParallelOrdersIT(Platform platform) {
        this.shop = Shop.at(platform);
        this.invariants = new Invariants(platform);
    }

    private List<Answer> placeAtOnce(int count, Stream<String> keys, Map<String, Object> order) {
        List<CompletableFuture<Answer>> underWay =
                keys.limit(count).map(key -> place(order, key, 10)).toList();
        return underWay.stream().map(CompletableFuture::join).toList();
    }

    /** A shop that is overrun may say 503; who has a key asks again. */
    private CompletableFuture<Answer> place(Map<String, Object> order, String key, int attempts) {
        Executor later = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
        return shop.customer()
                .postAsync("/orders/", order, "Idempotency-Key", key, "Prefer", "wait=10")
                .thenCompose(answer -> answer.status() == 503 && attempts > 1
                        ? CompletableFuture.supplyAsync(() -> place(order, key, attempts - 1), later)
                                .thenCompose(again -> again)
                        : CompletableFuture.completedFuture(answer));
    }

    @Test
    void makeOneOrderWithOneKey() throws Exception {
        String product = shop.createProduct("Thing ordered by a nervous finger", 100);
        String key = Shop.key();
        List<Answer> answers = placeAtOnce(50, Stream.generate(() -> key), Shop.orderOf(Map.of(product, 2)));
        assertThat(answers)
                .extracting(Answer::status)
                .as(answers.get(0).toString())
                .containsOnly(201);
        assertThat(answers).extracting(Answer::json).containsOnly(answers.get(0).json());
        assertThat(answers)
                .extracting(answer -> answer.header("Location").orElse(""))
                .containsOnly("/orders/" + answers.get(0).text("order_id"));
        assertThat(answers)
                .filteredOn(answer -> answer.header("Idempotent-Replayed").isEmpty())
                .as("answers that are not replayed")
                .hasSizeLessThanOrEqualTo(1);
        assertThat(invariants.ordersOfKey(key)).isEqualTo(1);
        invariants.holdSoon();
        assertThat(shop.stock(product).path("on_hand").asInt()).isEqualTo(98);
    }

    @Test
    void refuseOneKeyForTwoOrders() throws Exception {
        String product = shop.createProduct("Thing", 100);
        String key = Shop.key();
        shop.place(Shop.orderOf(Map.of(product, 1)), key);
        Answer other = shop.place(Shop.orderOf(Map.of(product, 2)), key);
        assertThat(other.status()).as(other.toString()).isEqualTo(422);
        assertThat(other.text("code")).isEqualTo("idempotency_key_reused");
        assertThat(invariants.ordersOfKey(key)).isEqualTo(1);
    }

    @Test
    void sellWhatIsThereAndNoMore() throws Exception {
        String product = shop.createProduct("Thing that everybody wants", 100);
        List<Answer> answers = placeAtOnce(200, Stream.generate(Shop::key), Shop.orderOf(Map.of(product, 1)));
        assertThat(answers).extracting(Answer::status).isSubsetOf(201, 202);
        invariants.holdSoon();
        Map<String, Long> decided = answers.stream()
                .map(answer -> answer.text("order_id"))
                .map(this::decision)
                .collect(Collectors.groupingBy(decision -> decision, Collectors.counting()));
        assertThat(decided).isEqualTo(Map.of("confirmed null", 100L, "rejected out_of_stock", 100L));
        assertThat(shop.stock(product).path("on_hand").asInt()).isZero();
        assertThat(shop.stock(product).path("available").asInt()).isZero();
    }

    private String decision(String orderId) {
        try {
            Answer order = shop.order(orderId);
            return order.text("status") + " " + order.text("reason");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
