package dev.emporium.cart.cart.boundary;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;

/** @param into the caller's own cart that takes the other one over; without it the one that was changed last */
@Schema(example = "{}")
record MergeCartRequest(UUID into) {}
