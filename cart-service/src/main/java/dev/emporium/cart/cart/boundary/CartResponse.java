package dev.emporium.cart.cart.boundary;

import dev.emporium.cart.cart.entity.Cart;
import dev.emporium.cart.cart.entity.PricedCart;
import dev.emporium.cart.cart.entity.PricedItem;
import dev.emporium.platform.Money;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.annotation.Nullable;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.UUID;

/**
 * A cart as clients see it.
 *
 * @param prices {@code last_known} when at least one price is not the catalogue's of this moment
 */
record CartResponse(
        UUID cartId,
        @Nullable UUID userId,
        List<Item> items,
        @Schema(description = "For later: not in the total, and not ordered") List<Item> saved,
        @Nullable Money total,
        @Nullable String currency,
        Prices prices,
        Instant updatedAt) {

    enum Prices {
        LIVE,
        LAST_KNOWN
    }

    /**
     * @param available null when nobody knows, as after a change that asked nobody; a cart that is read has it
     * @param unavailable why it cannot be ordered as it stands here; null when it can be, or nobody knows
     * @param priceWhenAdded what one cost when it was put in, or its quantity was set
     */
    @Schema(name = "CartItem")
    record Item(
            UUID productId,
            String sku,
            String name,
            int quantity,
            Money unitPrice,
            Money lineTotal,
            @Nullable Long available,
            @Nullable PricedItem.Obstacle unavailable,
            boolean priceChanged,
            Money priceWhenAdded) {

        static Item from(PricedItem item) {
            return new Item(
                    item.productId(),
                    item.sku(),
                    item.name(),
                    item.quantity(),
                    item.unitPrice(),
                    item.lineTotal(),
                    item.available(),
                    item.obstacle().orElse(null),
                    item.isPriceChanged(),
                    item.seenPrice());
        }
    }

    static CartResponse from(PricedCart priced) {
        Cart cart = priced.cart();
        priced.requireSums();
        return new CartResponse(
                cart.cartId(),
                cart.userId(),
                priced.items().stream().map(Item::from).toList(),
                priced.saved().stream().map(Item::from).toList(),
                priced.total().orElse(null),
                cart.currency().map(Currency::getCurrencyCode).orElse(null),
                priced.live() ? Prices.LIVE : Prices.LAST_KNOWN,
                cart.updatedAt());
    }
}
