package dev.emporium.cart.cart.entity;

import dev.emporium.platform.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;

/** A cart beside one of its items, or beside nothing when it is empty. */
record CartRow(
        UUID cartId,
        UUID userId,
        Instant updatedAt,
        UUID productId,
        String sku,
        String name,
        int quantity,
        String currency,
        long seenPrice,
        long lastPrice,
        boolean saved) {

    static CartRow of(ResultSet row, StatementContext context) throws SQLException {
        return new CartRow(
                row.getObject("cart_id", UUID.class),
                row.getObject("user_id", UUID.class),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getObject("product_id", UUID.class),
                row.getString("sku"),
                row.getString("name"),
                row.getInt("quantity"),
                row.getString("currency"),
                row.getLong("seen_price"),
                row.getLong("last_price"),
                row.getBoolean("saved"));
    }

    static Optional<Cart> cart(List<CartRow> rows) {
        return rows.stream()
                .findFirst()
                .map(row -> new Cart(row.cartId, row.userId, row.updatedAt, items(rows, false), items(rows, true)));
    }

    private static List<CartItem> items(List<CartRow> rows, boolean saved) {
        return rows.stream()
                .filter(item -> item.productId != null && item.saved == saved)
                .map(CartRow::item)
                .toList();
    }

    private CartItem item() {
        return new CartItem(
                productId, sku, name, quantity, Money.of(seenPrice, currency), Money.of(lastPrice, currency));
    }
}
