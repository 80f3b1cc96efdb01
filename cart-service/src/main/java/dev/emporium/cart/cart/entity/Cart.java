package dev.emporium.cart.cart.entity;

import dev.emporium.platform.Money;
import dev.emporium.platform.problem.ProblemException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What somebody means to buy.
 *
 * @param userId whose it is, null for a guest's
 * @param updatedAt when somebody changed it last, and no two changes are of the same moment: its version
 * @param items in the order in which they were added, one per product
 * @param saved for later: not to be ordered now
 */
public record Cart(UUID cartId, UUID userId, Instant updatedAt, List<CartItem> items, List<CartItem> saved) {
    public static final int MOST_PRODUCTS = 100;
    public static final int MOST_OF_ONE = 999;

    public Cart {
        items = List.copyOf(items);
        saved = List.copyOf(saved);
    }

    /** What {@code If-Match} is held against: its microsecond. */
    public long version() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, updatedAt);
    }

    /** Whether it is to be ordered or saved. */
    public Optional<CartItem> line(UUID productId) {
        return lines().filter(item -> item.productId().equals(productId)).findFirst();
    }

    /** What is saved of it for later. */
    public Optional<CartItem> saved(UUID productId) {
        return saved.stream().filter(item -> item.productId().equals(productId)).findFirst();
    }

    /** Of all that is in it and all that is saved. */
    public List<UUID> productIds() {
        return lines().map(CartItem::productId).distinct().toList();
    }

    private Stream<CartItem> lines() {
        return Stream.concat(items.stream(), saved.stream());
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

    /** @throws ProblemException 422 when what is in it costs different money */
    public void refuseCurrencies() {
        refuse(
                items.stream()
                                .map(CartItem::lastPrice)
                                .map(Money::currency)
                                .distinct()
                                .count()
                        > 1,
                "currency_mismatch",
                "The product is sold for another currency than what is in the cart.");
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

    static void refuse(boolean reason, String code, String detail) {
        if (reason) {
            throw ProblemException.of(422, code, detail);
        }
    }
}
