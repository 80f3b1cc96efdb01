package dev.emporium.cart.cart.boundary;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;

/** @param userId whose cart it is; none for a guest's */
@Schema(example = "{}")
record CreateCartRequest(UUID userId) {}
