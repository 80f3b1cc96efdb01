package dev.emporium.cart.cart.boundary;

import dev.emporium.cart.cart.entity.Cart;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;

/** What to add to a cart, and how many more. */
record AddItemRequest(
        @NotNull UUID productId, @Schema(example = "1") @NotNull @Min(1) @Max(Cart.MOST_OF_ONE) Integer quantity) {}
