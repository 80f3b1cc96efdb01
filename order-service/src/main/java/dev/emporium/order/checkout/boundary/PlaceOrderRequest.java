package dev.emporium.order.checkout.boundary;

import dev.emporium.order.checkout.control.Purchase;
import dev.emporium.order.ordering.entity.OrderToken;
import dev.emporium.order.ordering.entity.Reading;
import dev.emporium.platform.Money;
import dev.emporium.platform.postal.Address;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.text.MailAddress;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What somebody orders: a cart, or lines of their own.
 *
 * @param email where the mails go; a guest must say it
 * @param expectedTotal what the customer was shown, shipping included: a total above it is refused; without it the goods
 *     cost no more than the cart showed last, or for items what they cost now
 * @param shippingMethod one of those that shipping-service quotes; without it the cheapest
 * @param deliverOn a day that the customer wishes for, which the method must be able to keep
 */
public record PlaceOrderRequest(
        @Schema(description = "Give this or items, not both") UUID cartId,
        @Schema(description = "Give these or cart_id, not both") @Size(min = 1, max = 100)
                List<@Valid @NotNull Line> items,
        @Valid @NotNull Address shippingAddress,
        @Valid @NotNull Payment payment,
        @Schema(description = "Where the mails go; a guest must say it") @MailAddress String email,
        @Schema(description = "What the customer was shown, shipping included: a total above it is refused")
                Money expectedTotal,
        @Schema(description = "One of `GET /shipments/quotes`; without it the cheapest")
                @Pattern(regexp = "[a-z][a-z_]{0,49}", message = "must be a method of shipping")
                String shippingMethod,
        @Schema(description = "A day that the customer wishes for") LocalDate deliverOn) {

    /** A product and how many of it. */
    @Schema(name = "OrderLine")
    public record Line(@NotNull UUID productId, @Min(1) @Max(Purchase.MOST_OF_A_PRODUCT) long quantity) {}

    /** How it is paid: a token that stands for a card, never the card itself. */
    public record Payment(
            @NotNull @Pattern(regexp = "card", message = "must be \"card\"") String method,
            @NotBlank @Size(max = 100) @Pattern(regexp = "tok_[A-Za-z0-9_-]+", message = "must be a token, tok_...")
                    String token) {
        @Override
        public String toString() {
            return "Payment[REDACTED]";
        }
    }

    /**
     * @param customerId who is signed in, or null for a guest
     * @param orderToken for a guest, or null
     * @param locale what the buyer reads, or null
     */
    Purchase toPurchase(UUID customerId, OrderToken orderToken, Reading locale) {
        if (customerId == null && email == null) {
            throw ProblemException.of(422, "invalid", "A guest says where the mails go.")
                    .withErrors(List.of(new FieldError("email", "is needed from a guest")));
        }
        if ((cartId == null) == (items == null)) {
            throw ProblemException.of(422, "invalid", "An order is placed from a cart or from items, one of the two.")
                    .withErrors(List.of(new FieldError("cart_id", "give either cart_id or items")));
        }
        if (expectedTotal != null && !expectedTotal.isInUse()) {
            throw ProblemException.of(422, "invalid", "Nobody pays with that currency any more.")
                    .withErrors(List.of(new FieldError("expected_total", "must be in a currency that is in use")));
        }
        if (CardNumbers.standIn(payment.token())) {
            throw ProblemException.of(422, "invalid", "A card is never told, but a token that stands for it.")
                    .withErrors(List.of(new FieldError("payment.token", "must not be the number of a card")));
        }
        return new Purchase(
                customerId,
                orderToken,
                cartId,
                items == null ? null : demand(),
                shippingAddress,
                payment.token(),
                shippingMethod,
                deliverOn,
                email,
                locale,
                expectedTotal);
    }

    /** A product that stands in several lines is asked for with the sum. */
    private Map<UUID, Long> demand() {
        Map<UUID, Long> demand = new LinkedHashMap<>();
        items.forEach(line -> demand.merge(line.productId(), line.quantity(), Long::sum));
        demand.forEach((productId, quantity) -> {
            if (quantity > Purchase.MOST_OF_A_PRODUCT) {
                throw ProblemException.of(422, "invalid", "At most 999 of one product can be ordered at once.")
                        .withErrors(List.of(new FieldError("items", "asks for " + quantity + " of " + productId)));
            }
        });
        return demand;
    }

    @Override
    public String toString() {
        return "PlaceOrderRequest[REDACTED]";
    }
}
