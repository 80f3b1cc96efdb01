package dev.emporium.order.checkout.control;

import dev.emporium.platform.Money;
import dev.emporium.platform.client.RemoteService;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The carts of cart-service. */
public final class Carts {
    private final RemoteService cartService;

    public Carts(RemoteService cartService) {
        this.cartService = cartService;
    }

    private record Cart(List<Item> items) {}

    private record Item(UUID productId, long quantity, Money unitPrice) {}

    /**
     * A cart to be ordered.
     *
     * @param demand how many of each product, in the cart's order
     * @param shown what its buyer was last shown as its total
     */
    record Contents(Map<UUID, Long> demand, Money shown) {}

    /**
     * What is in the cart, as it was shown last: reading it shows nobody anything. It is read as its buyer would read it:
     * somebody else's is no cart.
     *
     * @param credentials the buyer's {@code Authorization}, or null for a guest
     * @throws ProblemException 422 when there is no such cart or nothing is in it
     * @throws dev.emporium.platform.client.RemoteServiceException when cart-service is away
     */
    Contents contents(UUID cartId, String credentials) {
        Cart cart = cartService
                .get(carts -> carts.path(cartId.toString()).with("prices", "last_known"), credentials, Cart.class)
                .orElseThrow(() -> refusal("unknown_cart", "There is no such cart."));
        if (cart.items().isEmpty()) {
            throw refusal("cart_empty", "There is nothing in the cart.");
        }
        Map<UUID, Long> demand = new LinkedHashMap<>();
        cart.items().forEach(item -> demand.put(item.productId(), item.quantity()));
        return new Contents(
                demand,
                cart.items().stream()
                        .map(item -> item.unitPrice().times(item.quantity()))
                        .reduce(Money::plus)
                        .orElseThrow());
    }

    private static ProblemException refusal(String code, String detail) {
        return ProblemException.of(422, code, detail).withErrors(List.of(new FieldError("cart_id", detail)));
    }
}
