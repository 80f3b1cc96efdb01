package dev.emporium.cart.cart.boundary;

import dev.emporium.cart.cart.entity.Cart;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;

/** What to add to a cart, and how many more. */
@Schema(example = "{\"product_id\": \"0199b8e2-5d3f-7c41-9a57-3c1f2f6d8e10\", \"quantity\": 1}")
record AddItemRequest(@NotNull UUID productId, @NotNull @Min(1) @Max(Cart.MOST_OF_ONE) Integer quantity) {}
