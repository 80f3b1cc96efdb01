package dev.emporium.product.stock.control;

import static dev.emporium.product.StockCommands.about;
import static dev.emporium.product.StockCommands.reserve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.product.StockCommands;
import dev.emporium.product.StockRows;
import dev.emporium.product.stock.entity.StockRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StockVerificationIT {
    private final TestDatabase database = TestDatabase.create();
    private final UUID tea = StockRows.aProductWithStock(database.jdbi(), 10);
    private final UUID pot = StockRows.aProductWithStock(database.jdbi(), 3);
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void somethingIsSoldAndSomethingSetAside() {
        UUID sold = UUID.randomUUID();
        StockCommands commands = new StockCommands(database.jdbi());
        commands.send(reserve(sold, Map.of(tea, 3)), reserve(UUID.randomUUID(), Map.of(tea, 2)));
        commands.send(about("stock.commit", sold));
    }

    private void verify() {
        said.clear();
        new StockVerification(database.jdbi(), new StockRepository()).run(said::add);
    }

    @Test
    void saysHowFarItIsAndThatAllAddsUp() {
        verify();
        assertThat(said)
                .containsExactly(
                        "Adding up the ledger of 2 products",
                        "1 of 2 products compared, 0 wrong",
                        "2 of 2 products compared, 0 wrong",
                        "2 products compared, 0 wrong");
    }

    @Test
    void failsForEachProductThatDoesNotAddUp() {
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "update stock set on_hand = on_hand + 1, reserved = 1 where product_id = ?", tea));
        assertThatThrownBy(this::verify).hasMessage("1 products do not add up");
        assertThat(said)
                .contains(
                        tea
                                + ": on hand 8, by the ledger 7; received 10, on hand and sold 11; reserved 1, by the orders 2",
                        "2 products compared, 1 wrong");
        database.jdbi().useHandle(handle -> handle.execute("delete from stock_ledger where product_id = ?", pot));
        assertThatThrownBy(this::verify).hasMessage("2 products do not add up");
    }
}
