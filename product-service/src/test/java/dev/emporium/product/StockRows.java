package dev.emporium.product;

import dev.emporium.platform.Uuid7;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Products with stock, put straight into the database. */
public final class StockRows {
    private StockRows() {}

    public static UUID aProductWithStock(Jdbi jdbi, long quantity) {
        UUID productId = Uuid7.next();
        jdbi.useHandle(handle -> handle.createUpdate(
                        """
                        with product as (
                            insert into products (product_id, sku, name, attributes, image_urls, price_minor, currency, status)
                            values (:id, cast(:id as text), 'Tea', '{}', '{}', 790, 'EUR', 'active')
                        ), stock as (
                            insert into stock (product_id, on_hand, offer) values (:id, :quantity, 'on_sale')
                        )
                        insert into stock_ledger (product_id, delta, kind, reason)
                        select :id, :quantity, 'adjustment', 'initial stock' where :quantity > 0
                        """)
                .bind("id", productId)
                .bind("quantity", quantity)
                .execute());
        return productId;
    }
}
