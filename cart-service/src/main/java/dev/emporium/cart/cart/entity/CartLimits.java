package dev.emporium.cart.cart.entity;

import dev.emporium.platform.problem.ProblemException;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * How much a cart holds.
 *
 * @param products different ones, what is saved for later included
 * @param ofOne of each
 */
public record CartLimits(@Min(1) @Max(Cart.MOST_PRODUCTS) int products, @Min(1) @Max(Cart.MOST_OF_ONE) int ofOne) {

    /**
     * @param changed what was put into the cart; what was there before stays, though the limits were others then
     * @param isNew whether it was not there before
     * @throws ProblemException 422 when that is more than a cart holds
     */
    public void require(Cart cart, CartItem changed, boolean isNew) {
        Cart.refuse(
                changed.quantity() > ofOne,
                "quantity_too_large",
                "A cart holds at most %d of one product.".formatted(ofOne));
        Cart.refuse(
                isNew && cart.productIds().size() > products,
                "cart_full",
                "A cart holds at most %d different products, saved ones included.".formatted(products));
    }
}
