package dev.emporium.cart.cart.entity;

import dev.emporium.platform.Money;
import dev.emporium.platform.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What somebody means to buy.
 *
 * @param userId whose it is, null for a guest's
 * @param items in the order in which they were added, one per product
 */
public record Cart(UUID cartId, UUID userId, Instant updatedAt, List<CartItem> items) {
    public static final int MOST_PRODUCTS = 100;
    public static final int MOST_OF_ONE = 999;

    public Cart {
        items = List.copyOf(items);
    }

    public Optional<CartItem> item(UUID productId) {
        return items.stream().filter(item -> item.productId().equals(productId)).findFirst();
    }

    public List<UUID> productIds() {
        return items.stream().map(CartItem::productId).toList();
    }

    public Optional<Currency> currency() {
        return items.stream().map(CartItem::lastPrice).map(Money::currency).findFirst();
    }

    /** What the catalogue says otherwise than the cart remembers: what whoever sees the cart now is shown for the first time. */
    public List<Product> news(Products products) {
        return items.stream()
                .flatMap(item -> products.find(item.productId()).filter(item::isOutdatedBy).stream())
                .toList();
    }

    /**
     * The cart with this item, which takes the place of one of the same product.
     *
     * @throws ProblemException 422 when that would be more than a cart holds, or another currency
     */
    public Cart with(CartItem item) {
        List<CartItem> all = new ArrayList<>(items);
        int place = productIds().indexOf(item.productId());
        if (place < 0) {
            all.add(item);
        } else {
            all.set(place, item);
        }
        refuse(item.quantity() > MOST_OF_ONE, "quantity_too_large", "A cart holds at most 999 of one product.");
        refuse(all.size() > MOST_PRODUCTS, "cart_full", "A cart holds at most 100 different products.");
        refuse(
                all.stream()
                                .map(CartItem::lastPrice)
                                .map(Money::currency)
                                .distinct()
                                .count()
                        > 1,
                "currency_mismatch",
                "The product is sold for another currency than what is in the cart.");
        return new Cart(cartId, userId, updatedAt, all);
    }

    public boolean isOf(UUID ownerId) {
        return ownerId.equals(userId);
    }

    /** @throws ProblemException 422 when what is in both carts cannot be in one */
    public void refuseOtherCurrencyOf(Cart other) {
        refuse(
                currency().isPresent()
                        && other.currency().isPresent()
                        && !currency().equals(other.currency()),
                "currency_mismatch",
                "The two carts are in different currencies.");
    }

    private static void refuse(boolean reason, String code, String detail) {
        if (reason) {
            throw ProblemException.of(422, code, detail);
        }
    }
}
