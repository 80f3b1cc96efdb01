package dev.emporium.product.stock.control;

import dev.emporium.platform.web.Page;
import dev.emporium.product.stock.entity.BookEntry;
import dev.emporium.product.stock.entity.ReservationRepository;
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

    /** What became of each order's wish, by the orders' ids. */
    public Page<BookEntry> list(UUID afterOrder, int limit) {
        return Page.of(
                jdbi.withHandle(handle -> reservations.books(handle, afterOrder, limit + 1)),
                limit,
                BookEntry::orderId);
    }
}
