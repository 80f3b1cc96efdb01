package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The platform as an operator handles it: its command starts, stops and describes it, and data stay. */
@OnThePlatform
@ResourceLock(Invariants.BOOKS)
class RestartIT {
    private static final List<String> PARTS = Stream.concat(
                    Stream.of("supervisor", "postgres", "kafka", "gateway"), Platform.SERVICES.stream())
            .toList();

    private final Platform platform;
    private final Shop shop;

    RestartIT(Platform platform) {
        this.platform = platform;
        this.shop = Shop.at(platform);
    }

    @Test
    void keepsItsDataOverARestart() throws Exception {
        String product = shop.createProduct("Thing that lasts", 5);
        String order = shop.place(Shop.orderOf(Map.of(product, 2)), Shop.key()).text("order_id");
        new Invariants(platform).holdSoon();
        JsonNode before = shop.order(order).json();
        everyPartIs("ready", 0);

        platform.stop();
        everyPartIs("stopped", 1);
        platform.start();

        everyPartIs("ready", 0);
        assertThat(shop.order(order).json()).isEqualTo(before);
        assertThat(before.path("status").asText()).isEqualTo("confirmed");
        assertThat(shop.stock(product).path("on_hand").asInt()).isEqualTo(3);
        assertThat(shop.place(Shop.orderOf(Map.of(product, 3)), Shop.key()).text("status"))
                .isEqualTo("confirmed");
        new Invariants(platform).holdSoon();
    }

    private void everyPartIs(String state, int exitCode) {
        Platform.Command status = platform.status();
        assertThat(status.exitCode()).as(status.output()).isEqualTo(exitCode);
        for (String part : PARTS) {
            assertThat(status.output()).containsPattern("(?m)^" + part + " .* " + state + "$");
        }
    }
}
