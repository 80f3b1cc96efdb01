package dev.emporium.product.stock.boundary;

import dev.emporium.platform.text.Line;
import io.dropwizard.validation.selfvalidating.SelfValidating;
import io.dropwizard.validation.selfvalidating.SelfValidation;
import io.dropwizard.validation.selfvalidating.ViolationCollector;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/**
 * Goods that came or went outside of orders.
 *
 * @param delta how many came; negative for what went
 * @param reference what it can be looked up by, such as a delivery note; null for nothing
 */
@SelfValidating
public record AdjustStockRequest(
        @NotNull @Min(-1_000_000_000) @Max(1_000_000_000) Long delta,
        @NotNull @Line(max = 200) String reason,
        @Line(max = 100) String reference) {

    @SelfValidation
    public void checkDelta(ViolationCollector violations) {
        if (delta != null && delta == 0) {
            violations.addViolation("delta", "must not be 0");
        }
    }
}
