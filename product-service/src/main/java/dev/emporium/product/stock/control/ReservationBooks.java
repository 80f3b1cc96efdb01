package dev.emporium.product.stock.control;

import dev.emporium.product.stock.entity.BookEntry;
import dev.emporium.product.stock.entity.ReservationRepository;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** What the stock's books say of orders, for who compares them with others'. Thread safe. */
public final class ReservationBooks {
    private final Jdbi jdbi;
    private final ReservationRepository reservations;

    public ReservationBooks(Jdbi jdbi, ReservationRepository reservations) {
        this.jdbi = jdbi;
        this.reservations = reservations;
    }

    /** What became of the orders that follow the given one, or of the first, by their ids. */
    public List<BookEntry> read(UUID afterOrder, int count) {
        return jdbi.withHandle(handle -> reservations.books(handle, afterOrder, count));
    }
}
