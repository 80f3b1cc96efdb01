package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.system.Http.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.opentest4j.TestAbortedException;

/** A new version takes over from the last release while people order: docs/releasing.md, "What may change". */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only /proc tells the environment of another process")
class UpgradeIT {
    private static final int ORDERS = 120;
    private static final int STEP = 20;

    @Test
    void bothVersionsServeOrdersBesideEachOtherOnTheNewSchema() throws Exception {
        Platform.needMoreThanTheGateway();
        String present = Platform.version();
        PreviousRelease previous = PreviousRelease.find()
                .orElseThrow(() -> new TestAbortedException(
                        "there is no release before " + present + ": git knows no tag of one, see docs/releasing.md"));
        Path home = previous.build();
        Path logs = Files.createDirectories(Platform.target().resolve("upgrade-logs"));
        try (Platform older = Platform.startOlder(home);
                OtherVersion newer = new OtherVersion(older, home, logs)) {
            Shop shop = Shop.at(older);
            // of each product somewhat less than what all customers want, so that the last of them must go without
            List<String> products = shop.createProducts(6, 400);
            try (Customers before = new Customers(shop, products)) {
                // more than can be placed before the last database is migrated
                before.order(2 * ORDERS);
                before.awaitPlaced(STEP);
                newer.migrate();
                // the old version alone, on the schema that it does not know
                before.order(ORDERS);
                before.awaitPlaced(2 * ORDERS + STEP);

                newer.start();
                Shop beside = Shop.at(older, new Http(newer.gateway()));
                try (Customers after = new Customers(beside, products)) {
                    after.order(ORDERS);
                    before.order(ORDERS);
                    List<String> orders = new ArrayList<>(before.placed());
                    orders.addAll(after.placed());

                    assertThat(new HashSet<>(orders)).hasSize(5 * ORDERS);
                    new Invariants(older).holdSoon();
                    for (String order : orders) {
                        isToldAlikeByBoth(shop, beside, order);
                    }
                }
                for (String service : List.of("product-service", "order-service", "cart-service")) {
                    assertThat(newer.applied(service))
                            .as("messages that took effect by the new " + service)
                            .isPositive();
                }
            }
            newer.stop();
            // and it may be taken back
            Answer order = shop.place(Shop.orderOf(Map.of(shop.createProduct("Thing", 1), 1)), Shop.key());
            assertThat(order.text("status")).as(order.toString()).isEqualTo("confirmed");
            new Invariants(older).holdSoon();
        }
    }

    /** What a new version adds, an old one does not tell. */
    private static void isToldAlikeByBoth(Shop older, Shop newer, String id) throws Exception {
        Answer old = older.order(id);
        Answer present = newer.order(id);
        assertThat(old.text("status")).as(old.toString()).isIn("confirmed", "rejected");
        for (String field : List.of("status", "reason", "total", "items", "placed_at")) {
            assertThat(present.json().path(field))
                    .as(field + " of " + id)
                    .isEqualTo(old.json().path(field));
        }
    }
}
