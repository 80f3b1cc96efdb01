package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.system.Http.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever dies in the middle of a busy day: afterwards the books are right, and no customer ordered twice or in vain. */
@OnThePlatform
class FaultsIT {
    private static final int ORDERS = 200;
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    private final Platform platform;
    private final Shop shop;
    private final Invariants invariants;

    FaultsIT(Platform platform) {
        this.platform = platform;
        this.shop = Shop.at(platform);
        this.invariants = new Invariants(platform);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"product-service", "cart-service", "order-service", "customer-service", "kafka", "postgres"})
    void keepsItsPromisesWhenAProcessIsKilled(String victim) throws Exception {
        // of each product about two thirds of what all customers want, so that some must go without
        List<String> products = shop.createProducts(6, 100);
        try (Customers customers = new Customers(shop, products)) {
            ProcessHandle process = platform.process(victim);
            customers.order(ORDERS);
            customers.awaitPlaced(ORDERS / 4);
            process.destroyForcibly();
            Collection<String> orders = customers.placed();
            assertThat(new HashSet<>(orders))
                    .as("orders of " + ORDERS + " customers")
                    .hasSize(ORDERS);
            platformRecovers(victim, process.pid());
            invariants.holdSoon();
            assertThat(states(orders)).isEqualTo(Set.of("confirmed", "rejected"));
        }
        for (String product : products) {
            assertThat(shop.stock(product).path("available").asInt()).isNotNegative();
        }
    }

    private void platformRecovers(String victim, long killed) throws Exception {
        Eventually.within(RECOVERY, () -> {
            Platform.Command status = platform.status();
            assertThat(status.exitCode()).as(status.output()).isZero();
        });
        assertThat(platform.process(victim).pid()).isNotEqualTo(killed);
    }

    @Test
    void acceptsOrdersWhileKafkaIsAwayAndDecidesThemAfterwards() throws Exception {
        List<String> products = shop.createProducts(3, 10);
        List<String> orders = new ArrayList<>();
        ProcessHandle kafka = platform.process("kafka");
        Platform.signal(kafka, "STOP");
        try {
            for (int i = 0; i < 20; i++) {
                Answer answer = shop.place(Shop.orderOf(Map.of(products.get(i % 3), 1)), Shop.key(), i == 0 ? 2 : 0);
                assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
                assertThat(answer.text("status")).isEqualTo("pending");
                orders.add(answer.text("order_id"));
            }
            assertThat(states(orders)).containsExactly("pending");
            assertThat(shop.guest().get("/products").status()).isEqualTo(200);
        } finally {
            Platform.signal(kafka, "CONT");
        }
        invariants.holdSoon();
        assertThat(states(orders)).containsExactly("confirmed");
    }

    private Set<String> states(Collection<String> orders) throws Exception {
        Set<String> states = new HashSet<>();
        for (String order : orders) {
            Answer answer = shop.order(order);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            states.add(answer.text("status"));
        }
        return states;
    }
}
