package dev.emporium.product.stock.boundary;

import static dev.emporium.product.StockCommands.about;
import static dev.emporium.product.StockCommands.message;
import static dev.emporium.product.StockCommands.read;
import static dev.emporium.product.StockCommands.reserve;
import static dev.emporium.product.StockCommands.restock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.platform.Json;
import dev.emporium.platform.messaging.InvalidMessageException;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.testing.EventContracts;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.product.StockBooks;
import dev.emporium.product.StockCommands;
import dev.emporium.product.StockRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StockCommandsIT {
    private static final Jdbi JDBI = TestDatabase.create().jdbi();

    private final StockCommands commands = new StockCommands(JDBI);
    private final UUID order = UUID.randomUUID();
    private final UUID tea = StockRows.aProductWithStock(JDBI, 5);
    private final UUID cup = StockRows.aProductWithStock(JDBI, 2);

    @AfterEach
    void booksBalance() {
        StockBooks.balance(JDBI);
    }

    private static String stock(UUID productId) {
        return StockBooks.of(JDBI, productId);
    }

    private List<String> refused(UUID orderId) {
        List<String> ids = new ArrayList<>();
        read(commands.answers(orderId).get(0)).at("/data/product_ids").forEach(id -> ids.add(id.asText()));
        return ids;
    }

    @Test
    void reservesAllThatAnOrderAsksFor() {
        commands.send(reserve(order, Map.of(tea, 3, cup, 2)));
        assertThat(commands.answerTypes(order)).containsExactly("stock.reserved");
        assertThat(stock(tea)).isEqualTo("5/3");
        assertThat(stock(cup)).isEqualTo("2/2");
    }

    @Test
    void reservesNothingWhenSomethingIsMissingAndSaysWhat() {
        commands.send(reserve(order, Map.of(tea, 3, cup, 3)));
        assertThat(commands.answerTypes(order)).containsExactly("stock.rejected");
        assertThat(refused(order)).containsExactly(cup.toString());
        assertThat(stock(tea)).isEqualTo("5/0");
    }

    @Test
    void sumsTheDemandPerProductBeforeItIsChecked() {
        String line = "{\"product_id\": \"%s\", \"quantity\": 3}".formatted(tea);
        JsonNode data = read("{\"order_id\": \"%s\", \"lines\": [%s, %s]}".formatted(order, line, line));
        commands.send(message("stock.reserve", order, data));
        assertThat(commands.answerTypes(order)).containsExactly("stock.rejected");
        assertThat(stock(tea)).isEqualTo("5/0");
    }

    @Test
    void decidesABatchInTheOrderInWhichItArrived() {
        List<UUID> orders = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        commands.send(List.of(
                reserve(orders.get(0), Map.of(tea, 3)),
                reserve(orders.get(1), Map.of(tea, 3)),
                reserve(orders.get(2), Map.of(tea, 2)),
                reserve(orders.get(3), Map.of(tea, 1))));
        assertThat(orders.stream().flatMap(id -> commands.answerTypes(id).stream()))
                .containsExactly("stock.reserved", "stock.rejected", "stock.reserved", "stock.rejected");
        assertThat(stock(tea)).isEqualTo("5/5");
    }

    @Test
    void refusesWhatIsNotOnSale() {
        UUID unknown = UUID.randomUUID();
        UUID draft = StockRows.aProductWithStock(JDBI, 5);
        UUID deleted = StockRows.aProductWithStock(JDBI, 5);
        JDBI.useHandle(handle -> {
            handle.execute("update products set status = 'draft' where product_id = ?", draft);
            handle.execute("update products set deleted_at = now() where product_id = ?", deleted);
        });
        commands.send(reserve(order, Map.of(tea, 1, unknown, 1, draft, 1, deleted, 1)));
        assertThat(refused(order)).containsExactlyInAnyOrder(unknown.toString(), draft.toString(), deleted.toString());
        assertThat(stock(tea)).isEqualTo("5/0");
    }

    @Test
    void givesARepeatedWishTheSameAnswer() {
        UUID greedy = UUID.randomUUID();
        commands.send(reserve(order, Map.of(tea, 3)), reserve(greedy, Map.of(tea, 3)), reserve(order, Map.of(tea, 3)));
        commands.send(reserve(order, Map.of(tea, 3)), reserve(greedy, Map.of(tea, 3)));
        assertThat(commands.answerTypes(order)).containsExactly("stock.reserved", "stock.reserved", "stock.reserved");
        assertThat(commands.answerTypes(greedy)).containsExactly("stock.rejected", "stock.rejected");
        assertThat(commands.answers(greedy)).allSatisfy(answer -> assertThat(
                        read(answer).at("/data/product_ids/0").asText())
                .isEqualTo(tea.toString()));
        assertThat(stock(tea)).isEqualTo("5/3");
    }

    @Test
    void sellsWhatIsReservedOnce() {
        commands.send(reserve(order, Map.of(tea, 3)));
        commands.send(about("stock.commit", order));
        commands.send(about("stock.commit", order), about("stock.commit", order));
        assertThat(stock(tea)).isEqualTo("2/0");
        assertThat(ledger(tea)).containsExactly("adjustment 5", "sale -3");
    }

    @Test
    void releasesWhatIsReservedOnce() {
        commands.send(reserve(order, Map.of(tea, 3)));
        commands.send(about("stock.release", order));
        commands.send(about("stock.release", order));
        assertThat(stock(tea)).isEqualTo("5/0");
        assertThat(ledger(tea)).containsExactly("adjustment 5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stock.release", "stock.restock"})
    void takesBackWhatWasSoldOnce(String type) {
        commands.send(reserve(order, Map.of(tea, 3, cup, 1)));
        commands.send(about("stock.commit", order));
        commands.send(about(type, order));
        commands.send(about(type, order));
        assertThat(stock(tea)).isEqualTo("5/0");
        assertThat(stock(cup)).isEqualTo("2/0");
        assertThat(ledger(tea)).containsExactly("adjustment 5", "sale -3", "return 3");
    }

    @Test
    void refusesAWishThatItsReleaseOvertook() {
        commands.send(about("stock.release", order));
        commands.send(reserve(order, Map.of(tea, 3)));
        assertThat(commands.answers(order)).isEmpty();
        assertThat(stock(tea)).isEqualTo("5/0");
        commands.send(about("stock.release", order));
        commands.send(about("stock.commit", order));
        assertThat(stock(tea)).isEqualTo("5/0");
    }

    @Test
    void answersNothingToAnOrderThatIsOver() {
        commands.send(reserve(order, Map.of(tea, 3)));
        commands.send(about("stock.commit", order));
        commands.send(reserve(order, Map.of(tea, 3)));
        commands.send(about("stock.release", order));
        commands.send(reserve(order, Map.of(tea, 3)));
        assertThat(commands.answerTypes(order)).containsExactly("stock.reserved");
        assertThat(stock(tea)).isEqualTo("5/0");
    }

    @Test
    void leavesARejectedOrderAsItIs() {
        commands.send(reserve(order, Map.of(tea, 6)));
        commands.send(about("stock.commit", order));
        commands.send(about("stock.release", order));
        commands.send(about("stock.restock", order));
        assertThat(stock(tea)).isEqualTo("5/0");
    }

    @Test
    void restocksNothingThatWasNotSold() {
        commands.send(about("stock.restock", order));
        commands.send(reserve(order, Map.of(tea, 3)));
        commands.send(about("stock.restock", order));
        assertThat(stock(tea)).isEqualTo("5/3");
    }

    private void sold(Map<UUID, Integer> quantities) {
        commands.send(reserve(order, quantities));
        commands.send(about("stock.commit", order));
    }

    private String state() {
        return JDBI.withHandle(handle -> handle.createQuery("select state from order_reservations where order_id = ?")
                .bind(0, order)
                .mapTo(String.class)
                .one());
    }

    @Test
    void restocksWhatComesBackPartByPartAndThenTheRest() {
        sold(Map.of(tea, 4, cup, 2));
        commands.send(restock(order, Map.of(tea, 1)), restock(order, Map.of(tea, 1, cup, 2)));
        assertThat(stock(tea)).isEqualTo("3/0");
        assertThat(stock(cup)).isEqualTo("2/0");
        assertThat(ledger(tea)).containsExactly("adjustment 5", "sale -4", "return 2");
        assertThat(state()).isEqualTo("committed");
        StockBooks.balance(JDBI);

        commands.send(about("stock.restock", order));
        assertThat(stock(tea)).isEqualTo("5/0");
        assertThat(stock(cup)).isEqualTo("2/0");
        assertThat(state()).isEqualTo("released");
    }

    @Test
    void releasesAnOrderOfWhichNothingIsLeft() {
        sold(Map.of(tea, 3, cup, 1));
        commands.send(restock(order, Map.of(tea, 3)));
        assertThat(state()).isEqualTo("committed");
        commands.send(restock(order, Map.of(cup, 1)));
        assertThat(state()).isEqualTo("released");
        commands.send(about("stock.restock", order));
        commands.send(restock(order, Map.of(cup, 1)));
        assertThat(stock(tea)).isEqualTo("5/0");
        assertThat(stock(cup)).isEqualTo("2/0");
    }

    @Test
    void restocksNeverMoreThanWasSold() {
        sold(Map.of(tea, 3));
        commands.send(restock(order, Map.of(tea, 1)));
        for (Message tooMuch : List.of(
                restock(order, Map.of(tea, 3)),
                restock(order, Map.of(cup, 1)),
                restock(order, Map.of(tea, 1, cup, 1)))) {
            assertThatThrownBy(() -> commands.send(tooMuch)).isInstanceOf(InvalidMessageException.class);
        }
        assertThatThrownBy(() -> commands.send(restock(order, Map.of(tea, 1)), restock(order, Map.of(tea, 2))))
                .isInstanceOf(InvalidMessageException.class);
        assertThat(stock(tea)).isEqualTo("3/0");
        assertThat(stock(cup)).isEqualTo("2/0");
    }

    @Test
    void restocksNoPartOfWhatWasNotSold() {
        commands.send(restock(order, Map.of(tea, 1)));
        commands.send(reserve(order, Map.of(tea, 3)));
        commands.send(restock(order, Map.of(tea, 1)));
        assertThat(stock(tea)).isEqualTo("5/3");
    }

    @Test
    void restocksPartsOfManyOrdersTogether() {
        UUID other = UUID.randomUUID();
        commands.send(reserve(order, Map.of(tea, 3)), reserve(other, Map.of(tea, 2, cup, 2)));
        commands.send(about("stock.commit", order), about("stock.commit", other));
        commands.send(
                restock(order, Map.of(tea, 2)), about("stock.restock", other), restock(other, Map.of(tea, 1, cup, 1)));
        assertThat(stock(tea)).isEqualTo("4/0");
        assertThat(stock(cup)).isEqualTo("2/0");
    }

    @Test
    void tellsOnceThatSomethingRunsLow() {
        UUID mug = StockRows.aProductWithStock(JDBI, 10);
        commands.send(reserve(UUID.randomUUID(), Map.of(mug, 5)));
        assertThat(commands.answers(mug)).isEmpty();
        commands.send(reserve(order, Map.of(mug, 1, tea, 1)), reserve(UUID.randomUUID(), Map.of(mug, 1)));
        commands.send(reserve(UUID.randomUUID(), Map.of(mug, 1)));
        commands.send(about("stock.commit", order));

        assertThat(commands.answers(mug)).singleElement().satisfies(low -> {
            assertThat(EventContracts.violations(low)).isEmpty();
            assertThat(read(low).path("data").toString())
                    .isEqualTo("{\"product_id\":\"%s\",\"sku\":\"%s\",\"name\":\"Tea\",\"available\":3,\"threshold\":5}"
                            .formatted(mug, mug));
        });
        assertThat(commands.answerTypes(tea)).containsExactly("stock.low");
    }

    @Test
    void tellsAgainWhenItRunsLowAgain() {
        UUID mug = StockRows.aProductWithStock(JDBI, 5);
        UUID first = UUID.randomUUID();
        commands.send(reserve(first, Map.of(mug, 2)));
        commands.send(about("stock.release", first));
        assertThat(commands.answers(mug)).hasSize(1);
        commands.send(reserve(order, Map.of(mug, 5)));
        assertThat(commands.answers(mug)).hasSize(2);
    }

    @Test
    void completesAnOrderOfAProductThatWasDeletedMeanwhile() {
        commands.send(reserve(order, Map.of(tea, 3)));
        JDBI.useHandle(handle -> handle.execute("update products set deleted_at = now() where product_id = ?", tea));
        commands.send(about("stock.commit", order));
        assertThat(stock(tea)).isEqualTo("2/0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"order_id\": \"ORDER\", \"lines\": []}",
                "{\"order_id\": \"ORDER\", \"lines\": [{\"product_id\": \"TEA\", \"quantity\": 0}]}",
                "{\"order_id\": \"ORDER\", \"lines\": [{\"product_id\": \"TEA\", \"quantity\": -1}, {\"product_id\": \"TEA\", \"quantity\": 2}]}",
                "{\"order_id\": \"ORDER\", \"lines\": [{\"product_id\": \"TEA\", \"quantity\": 1.5}]}",
                "{\"order_id\": \"ORDER\", \"lines\": [{\"quantity\": 1}]}",
                "{\"lines\": [{\"product_id\": \"TEA\", \"quantity\": 1}]}",
                "{\"order_id\": \"ORDER\", \"lines\": [{\"product_id\": \"TEA\", \"quantity\": 9223372036854775807}, {\"product_id\": \"TEA\", \"quantity\": 1}]}"
            })
    void failsOnWhatCanNeverBeApplied(String data) {
        JsonNode malformed = read(data.replace("ORDER", order.toString()).replace("TEA", tea.toString()));
        assertThatThrownBy(() -> commands.send(message("stock.reserve", order, malformed)))
                .isInstanceOf(RuntimeException.class);
        assertThat(stock(tea)).isEqualTo("5/0");
        assertThat(commands.answers(order)).isEmpty();
    }

    @Test
    void reservesMoreThanThereIsOfAnythingForNobody() {
        commands.send(reserve(order, Map.of(tea, Long.MAX_VALUE)));
        assertThat(commands.answerTypes(order)).containsExactly("stock.rejected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stock.reserve", "stock.commit", "stock.release", "stock.restock"})
    void understandsTheExampleOfItsContract(String type) throws Exception {
        Message example = Json.mapper().readValue(EventContracts.example(type), Message.class);
        commands.send(example);
        assertThat(example.type()).isEqualTo(type);
    }

    @Test
    void answersAsItsContractsSay() {
        commands.send(reserve(order, Map.of(tea, 5)));
        UUID late = UUID.randomUUID();
        commands.send(reserve(late, Map.of(tea, 1)));
        for (UUID asked : List.of(order, late)) {
            assertThat(commands.answers(asked)).singleElement().satisfies(answer -> {
                assertThat(EventContracts.violations(answer)).isEmpty();
                assertThat(read(answer).path("requestid").asText()).isEqualTo("test");
            });
        }
        List<String> topics = JDBI.withHandle(handle -> handle.createQuery("select distinct topic from outbox")
                .mapTo(String.class)
                .list());
        assertThat(topics).containsExactly("product.events");
    }

    @Test
    void takesAsManyStatementsForAHundredOrdersAsForOne() {
        assertThat(statements(100)).isEqualTo(statements(1)).isEqualTo(15);
    }

    /** One order in two is rejected; then each of the four commands is sent to all. */
    private int statements(int orders) {
        // never so few that somebody must be told
        UUID product = StockRows.aProductWithStock(JDBI, orders + 10);
        List<UUID> ids = new ArrayList<>();
        List<Message> wishes = new ArrayList<>();
        for (int i = 0; i < orders; i++) {
            UUID granted = UUID.randomUUID();
            UUID refused = UUID.randomUUID();
            ids.addAll(List.of(granted, refused));
            wishes.add(reserve(granted, Map.of(product, 1)));
            wishes.add(reserve(refused, Map.of(product, orders + 11)));
        }
        AtomicInteger count = new AtomicInteger();
        JDBI.setSqlLogger(new SqlLogger() {
            @Override
            public void logAfterExecution(StatementContext context) {
                count.incrementAndGet();
            }
        });
        commands.send(wishes);
        for (String type : List.of("stock.commit", "stock.restock", "stock.release")) {
            commands.send(ids.stream().map(id -> about(type, id)).toList());
        }
        JDBI.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
        return count.get();
    }

    private static List<String> ledger(UUID productId) {
        return JDBI.withHandle(handle -> handle.createQuery(
                        "select kind || ' ' || delta from stock_ledger where product_id = ? order by entry_id")
                .bind(0, productId)
                .mapTo(String.class)
                .list());
    }
}
