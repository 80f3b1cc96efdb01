package dev.emporium.cart.cart.entity;

import dev.emporium.platform.Money;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A cart beside one of its items, or beside nothing when it is empty. */
public record CartRow(
        UUID cartId,
        UUID userId,
        Instant updatedAt,
        UUID productId,
        String sku,
        String name,
        int quantity,
        String currency,
        long seenPrice,
        long lastPrice) {

    static Optional<Cart> cart(List<CartRow> rows) {
        return rows.stream()
                .findFirst()
                .map(row -> new Cart(
                        row.cartId,
                        row.userId,
                        row.updatedAt,
                        rows.stream()
                                .filter(item -> item.productId != null)
                                .map(CartRow::item)
                                .toList()));
    }

    private CartItem item() {
        return new CartItem(
                productId, sku, name, quantity, Money.of(seenPrice, currency), Money.of(lastPrice, currency));
    }
}
