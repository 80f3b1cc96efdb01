package dev.emporium.product.stock.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.product.stock.entity.Demand;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ShelfTest {
    private static final UUID TEA = UUID.randomUUID();
    private static final UUID CUP = UUID.randomUUID();

    private final Shelf shelf = new Shelf(Map.of(TEA, 5L, CUP, 2L));

    private static Demand demand(Map<UUID, Long> quantities) {
        return new Demand(UUID.randomUUID(), quantities);
    }

    @Test
    void grantsWhatIsThereInTheOrderOfTheDemands() {
        assertThat(shelf.take(demand(Map.of(TEA, 3L)))).isEmpty();
        assertThat(shelf.take(demand(Map.of(TEA, 3L)))).containsExactly(TEA);
        assertThat(shelf.take(demand(Map.of(TEA, 2L)))).isEmpty();
        assertThat(shelf.taken()).isEqualTo(Map.of(TEA, 5L));
    }

    @Test
    void takesAllOrNothing() {
        assertThat(shelf.take(demand(Map.of(TEA, 1L, CUP, 3L)))).containsExactly(CUP);
        assertThat(shelf.taken()).isEmpty();
        assertThat(shelf.take(demand(Map.of(TEA, 5L, CUP, 2L)))).isEmpty();
    }

    @Test
    void hasNothingOfWhatIsNotOnSale() {
        UUID unknown = UUID.randomUUID();
        assertThat(shelf.take(demand(Map.of(unknown, 1L)))).containsExactly(unknown);
    }

    @Test
    void knowsNoDemandForLessThanOne() {
        assertThatThrownBy(() -> demand(Map.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> demand(Map.of(TEA, 0L))).isInstanceOf(IllegalArgumentException.class);
    }
}
