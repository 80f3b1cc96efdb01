package dev.emporium.payment.payment.boundary;

import dev.emporium.platform.Money;
import dev.emporium.platform.text.Line;
import io.dropwizard.validation.selfvalidating.SelfValidating;
import io.dropwizard.validation.selfvalidating.SelfValidation;
import io.dropwizard.validation.selfvalidating.ViolationCollector;
import io.swagger.v3.oas.annotations.media.Schema;

/** Money to be given back. */
@SelfValidating
@Schema(name = "RefundRequest")
public record GiveBackRequest(
        @Schema(description = "More than 0; without it, all that is left") Money amount,
        @Line(max = 200) String reason) {

    @SelfValidation
    public void checkAmount(ViolationCollector violations) {
        if (amount != null && amount.minorUnits() < 1) {
            violations.addViolation("amount.amount", "must be more than 0");
        }
    }
}
