package dev.emporium.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** The accounts of the stock, as the database has them. */
public final class StockBooks {
    private StockBooks() {}

    /** What must hold for every product at every moment. */
    public static void balance(Jdbi jdbi) {
        List<Map<String, Object>> wrong = jdbi.withHandle(handle -> handle.createQuery(
                        """
                        with ledger as (
                            select product_id, sum(delta) as on_hand, sum(delta) filter (where kind = 'adjustment') as received,
                                coalesce(-sum(delta) filter (where kind <> 'adjustment'), 0) as sold
                            from stock_ledger group by product_id
                        ), held as (
                            select product_id,
                                coalesce(sum(quantity) filter (where state = 'reserved'), 0) as reserved,
                                coalesce(sum(quantity) filter (where state = 'committed'), 0) as sold
                            from reservation_lines join order_reservations using (order_id) group by product_id
                        )
                        select s.*, l.on_hand as entered, l.received, l.sold, h.reserved as held, h.sold as bought
                        from stock s left join ledger l using (product_id) left join held h using (product_id)
                        where s.on_hand <> coalesce(l.on_hand, 0)
                            or coalesce(l.received, 0) <> s.on_hand + coalesce(h.sold, 0)
                            or coalesce(l.sold, 0) <> coalesce(h.sold, 0)
                            or s.reserved <> coalesce(h.reserved, 0)
                            or s.on_hand < s.reserved
                        """)
                .mapToMap()
                .list());
        assertThat(wrong).as("products whose books do not balance").isEmpty();
    }

    /** "on hand/reserved" */
    public static String of(Jdbi jdbi, UUID productId) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select on_hand || '/' || reserved from stock where product_id = :id")
                        .bind("id", productId)
                        .mapTo(String.class)
                        .one());
    }
}
