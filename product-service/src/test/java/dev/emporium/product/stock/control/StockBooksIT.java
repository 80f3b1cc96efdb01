package dev.emporium.product.stock.control;

import static dev.emporium.product.StockCommands.about;
import static dev.emporium.product.StockCommands.reserve;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.operations.Books.Difference;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.platform.web.Page;
import dev.emporium.product.StockBooks;
import dev.emporium.product.StockCommands;
import dev.emporium.product.StockRows;
import dev.emporium.product.stock.entity.BookEntry;
import dev.emporium.product.stock.entity.ReservationRepository;
import dev.emporium.product.stock.entity.ReservationState;
import dev.emporium.product.stock.entity.StockRepository;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Damage that is done by hand is found, and nothing else. */
class StockBooksIT {
    private final Jdbi jdbi = TestDatabase.create().jdbi();
    private final StockCommands commands = new StockCommands(jdbi);
    private final UUID tea = StockRows.aProductWithStock(jdbi, 10);
    private final UUID sold = new UUID(0x7000, 1);
    private final UUID held = new UUID(0x7000, 2);
    private final UUID gone = new UUID(0x7000, 3);

    @BeforeEach
    void somethingOfEach() {
        StockRows.aProductWithStock(jdbi, 0);
        commands.send(reserve(sold, Map.of(tea, 3)), reserve(held, Map.of(tea, 2)), reserve(gone, Map.of(tea, 1)));
        commands.send(about("stock.commit", sold));
        commands.send(about("stock.release", gone));
    }

    private List<Difference> differences() {
        return jdbi.withHandle(handle -> new StockRepository().thoseThatDoNotAddUp(handle, 100));
    }

    @Test
    void findsNothingInBooksThatBalance() {
        StockBooks.balance(jdbi);
        assertThat(differences()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            update stock set on_hand = on_hand + 1 where on_hand > 0 | on hand 8, by the ledger 7; received 10, on hand and sold 11
            update stock set reserved = 1 where on_hand > 0          | reserved 1, by the orders 2
            update stock_ledger set delta = 11 where delta = 10      | on hand 7, by the ledger 8; received 11, on hand and sold 10
            delete from stock_ledger where kind = 'sale'             | on hand 7, by the ledger 10
            update reservation_lines set quantity = 5 where quantity = 3 | received 10, on hand and sold 12
            update reservation_lines set quantity = 4 where quantity = 2 | reserved 2, by the orders 4
            update order_reservations set state = 'committed' where state = 'released' | received 10, on hand and sold 11
            update order_reservations set state = 'released' where state = 'reserved'  | reserved 2, by the orders 0
            """)
    void findsARowThatWasDamaged(String damage, String found) {
        jdbi.useHandle(handle -> handle.execute(damage));
        assertThat(differences())
                .containsExactlyInAnyOrderElementsOf(List.of(found.split("; ")).stream()
                        .map(detail -> new Difference(tea, detail))
                        .toList());
    }

    @Test
    void tellsWhatBecameOfEachOrderInPages() {
        ReservationBooks books = new ReservationBooks(jdbi, new ReservationRepository());
        Page<BookEntry> first = books.list(null, 2);
        assertThat(first.items())
                .containsExactly(
                        new BookEntry(sold, ReservationState.COMMITTED, 3),
                        new BookEntry(held, ReservationState.RESERVED, 2));
        assertThat(books.list(Page.after(first.next()), 2))
                .isEqualTo(new Page<>(List.of(new BookEntry(gone, ReservationState.RELEASED, 1)), null));
    }
}
