package dev.emporium.order.checkout.control;

import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How much may be ordered, and so set aside: of one product and altogether in one order, and by guests from one address
 * in an hour.
 */
public record OrderLimits(
        @Min(1) @Max(Purchase.MOST_OF_A_PRODUCT) long perProduct,
        @Min(1) @Max(100) int lines,
        @Min(1) long pieces,
        @Min(1) int guestOrdersPerHour,
        @Min(1) long guestPiecesPerHour) {

    @ValidationMethod(
            message = "guestPiecesPerHour (GUEST_MAX_PIECES_PER_HOUR) must not be less than pieces"
                    + " (ORDER_MAX_PIECES): a guest's order could be of the latter and would be refused for good")
    public boolean isOneOrderWithinAnHour() {
        return guestPiecesPerHour >= pieces;
    }

    /** @throws ProblemException 422 when the demand is beyond what one order may be */
    void require(Map<UUID, Long> demand) {
        demand.forEach((productId, quantity) -> refuse(
                quantity > perProduct,
                "quantity_too_large",
                "At most %d of one product can be ordered at once.".formatted(perProduct),
                "asks for %d of %s".formatted(quantity, productId)));
        refuse(
                demand.size() > lines,
                "too_many_lines",
                "At most %d different products can be ordered at once.".formatted(lines),
                "asks for %d products".formatted(demand.size()));
        long sum = demand.values().stream().mapToLong(Long::longValue).sum();
        refuse(
                sum > pieces,
                "too_many_pieces",
                "At most %d pieces can be ordered at once.".formatted(pieces),
                "asks for %d pieces".formatted(sum));
    }

    private static void refuse(boolean reason, String code, String detail, String error) {
        if (reason) {
            throw ProblemException.of(422, code, detail).withErrors(List.of(new FieldError("items", error)));
        }
    }
}
