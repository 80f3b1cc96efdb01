package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.system.Http.Answer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The shop is open while Kafka is away: what is ordered then is decided afterwards. */
@OnThePlatform
@ResourceLock(Invariants.BOOKS)
class KafkaAwayIT {
    private final Platform platform;
    private final Shop shop;
    private final Invariants invariants;

    KafkaAwayIT(Platform platform) {
        this.platform = platform;
        this.shop = Shop.at(platform);
        this.invariants = new Invariants(platform);
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
