package dev.emporium.product.catalogue.boundary;

import dev.emporium.platform.text.Line;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * A category as staff write it.
 *
 * @param name the last part of its path when it is left out
 * @param order 0 when it is left out
 */
@Schema(example = "{\"name\": \"Shoes & boots\", \"order\": 20}")
record CategoryRequest(
        @Line(max = 100) @Schema(description = "What people read; left out, the last part of the path") String name,
        @Min(0)
                @Max(1_000_000)
                @Schema(
                        description =
                                "Where it stands among those under the same parent: the smallest first, then by name."
                                        + " Left out, 0")
                Integer order) {}
