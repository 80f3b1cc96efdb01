package dev.emporium.cart.cart.boundary;

import dev.emporium.cart.cart.entity.Cart;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/**
 * How many of a product there are to be.
 *
 * @param saved whether it is saved for later, and not to be ordered now; not without saying so
 */
@Schema(example = "{\"quantity\": 2, \"saved\": false}")
record SetQuantityRequest(@NotNull @Min(1) @Max(Cart.MOST_OF_ONE) Integer quantity, Boolean saved) {}
