package dev.emporium.cart.cart.control;

import dev.emporium.cart.cart.entity.Cart;
import dev.emporium.cart.cart.entity.CartItem;
import dev.emporium.cart.cart.entity.CartOwnership;
import dev.emporium.cart.cart.entity.CartRepository;
import dev.emporium.cart.cart.entity.PricedCart;
import dev.emporium.cart.cart.entity.Product;
import dev.emporium.cart.cart.entity.Products;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * All carts, and what a customer does with one. The catalogue is asked once per use, before the transaction. Every
 * method that names a cart takes its viewer, the id of who has signed in or null for a guest, and answers 404 for a cart
 * that does not exist or is somebody else's. Thread safe.
 */
public final class Carts {
    private final Jdbi jdbi;
    private final CartRepository carts;
    private final CartOwnership ownership;
    private final ProductCatalogue catalogue;
    private final Idempotency idempotency;

    public Carts(
            Jdbi jdbi,
            CartRepository carts,
            CartOwnership ownership,
            ProductCatalogue catalogue,
            Idempotency idempotency) {
        this.jdbi = jdbi;
        this.carts = carts;
        this.ownership = ownership;
        this.catalogue = catalogue;
        this.idempotency = idempotency;
    }

    /**
     * @param userId whose cart it is, or null for a guest's
     * @throws ProblemException 401 when the account was deleted
     */
    public Answer create(UUID userId, IdempotentRequest request, Function<PricedCart, Answer> answer) {
        UUID cartId = Uuid7.next();
        return jdbi.inTransaction(transaction -> {
            if (userId != null) {
                ownership.holdOwner(transaction, userId);
            }
            return idempotency.once(transaction, request, () -> {
                Instant now = carts.insert(transaction, cartId, userId);
                return answer.apply(PricedCart.of(new Cart(cartId, userId, now, List.of()), Products.unknown()));
            });
        });
    }

    /** Remembers what the viewer is going to be shown. */
    public PricedCart show(UUID cartId, UUID viewer) {
        Cart cart = find(cartId, viewer);
        Products products = catalogue.find(cart.productIds());
        List<Product> news = cart.news(products);
        if (!news.isEmpty()) {
            jdbi.useHandle(handle -> carts.remember(handle, cartId, news));
        }
        return PricedCart.of(cart, products);
    }

    /** For somebody who is not shown it. */
    public PricedCart price(UUID cartId, UUID viewer) {
        Cart cart = find(cartId, viewer);
        return PricedCart.of(cart, catalogue.find(cart.productIds()));
    }

    /** The cart at the prices that its customer was shown last. */
    public PricedCart shown(UUID cartId, UUID viewer) {
        return PricedCart.of(find(cartId, viewer), Products.unknown());
    }

    /** Adds to what is there. */
    public Answer add(
            UUID cartId,
            UUID viewer,
            UUID productId,
            int quantity,
            IdempotentRequest request,
            Function<PricedCart, Answer> answer) {
        Products products = ask(cartId, viewer, productId);
        return jdbi.inTransaction(transaction -> idempotency.once(
                transaction,
                request,
                () -> answer.apply(
                        place(transaction, cartId, viewer, productId, present -> present + quantity, products))));
    }

    /** Sets the quantity of what is there, or puts it there. */
    public PricedCart set(UUID cartId, UUID viewer, UUID productId, int quantity) {
        Products products = ask(cartId, viewer, productId);
        return jdbi.inTransaction(
                transaction -> place(transaction, cartId, viewer, productId, present -> quantity, products));
    }

    private Products ask(UUID cartId, UUID viewer, UUID productId) {
        Stream<UUID> others = find(cartId, viewer).productIds().stream().filter(other -> !other.equals(productId));
        // with a full cart one is left out: then the new one is refused anyway
        return catalogue.find(Stream.concat(Stream.of(productId), others)
                .limit(Cart.MOST_PRODUCTS)
                .toList());
    }

    private PricedCart place(
            Handle transaction,
            UUID cartId,
            UUID viewer,
            UUID productId,
            IntUnaryOperator quantity,
            Products products) {
        touch(transaction, cartId, viewer);
        Cart cart = carts.find(transaction, cartId, viewer).orElseThrow(Carts::notFound);
        Optional<CartItem> present = cart.item(productId);
        CartItem item = item(
                present,
                productId,
                quantity.applyAsInt(present.map(CartItem::quantity).orElse(0)),
                products);
        Cart changed = cart.with(item);
        PricedCart shown = PricedCart.of(changed, products);
        carts.put(transaction, cartId, item);
        carts.remember(transaction, cartId, changed.news(products));
        return shown;
    }

    private static CartItem item(Optional<CartItem> present, UUID productId, int quantity, Products products) {
        if (products.know(productId)) {
            return products.find(productId)
                    .map(product -> CartItem.of(product, quantity))
                    .orElseThrow(
                            () -> ProblemException.of(422, "unknown_product", "There is no such product on sale."));
        }
        return present.map(item -> item.of(quantity)).orElseThrow(() -> ProblemException.of(
                        503,
                        "product_service_unavailable",
                        "The catalogue cannot be asked for the moment, so nothing new can be added; try again.")
                .withRetryAfter(Duration.ofSeconds(1)));
    }

    /** Nothing happens when it is not there. */
    public void remove(UUID cartId, UUID viewer, UUID productId) {
        jdbi.useTransaction(transaction -> {
            touch(transaction, cartId, viewer);
            carts.remove(transaction, cartId, productId);
        });
    }

    public void clear(UUID cartId, UUID viewer) {
        jdbi.useTransaction(transaction -> {
            touch(transaction, cartId, viewer);
            carts.clear(transaction, cartId);
        });
    }

    private Cart find(UUID cartId, UUID viewer) {
        return jdbi.withHandle(handle -> carts.find(handle, cartId, viewer)).orElseThrow(Carts::notFound);
    }

    private void touch(Handle transaction, UUID cartId, UUID viewer) {
        if (!carts.touch(transaction, cartId, viewer)) {
            throw notFound();
        }
    }

    static ProblemException notFound() {
        return ProblemException.of(404, "not_found", "There is no such cart.");
    }
}
