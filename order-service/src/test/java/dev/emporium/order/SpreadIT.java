package dev.emporium.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.platform.testing.UniqueKeys;
import org.junit.jupiter.api.Test;

/** What docs/scale.md says of spreading the tables by order. */
class SpreadIT {
    @Test
    void everyKeyHasTheOrderButThoseOfWhatIsOfNoOrder() {
        assertThat(UniqueKeys.without(TestDatabase.create().jdbi(), "order_id"))
                .containsExactly("guest_hours_pkey", "guest_orders_pkey", "shipping_rates_pkey");
    }
}
