package dev.emporium.cart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.platform.testing.UniqueKeys;
import org.junit.jupiter.api.Test;

/** What docs/scale.md says of spreading the tables by cart. */
class SpreadIT {
    @Test
    void everyKeyHasTheCart() {
        assertThat(UniqueKeys.without(TestDatabase.create().jdbi(), "cart_id")).isEmpty();
    }
}
