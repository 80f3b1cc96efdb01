package dev.emporium.cart.cart.control;

import dev.emporium.cart.cart.entity.Cart;
import dev.emporium.cart.cart.entity.CartItem;
import dev.emporium.cart.cart.entity.CartLimits;
import dev.emporium.cart.cart.entity.CartOwnership;
import dev.emporium.cart.cart.entity.CartRepository;
import dev.emporium.cart.cart.entity.LineChange;
import dev.emporium.cart.cart.entity.PricedCart;
import dev.emporium.cart.cart.entity.Product;
import dev.emporium.cart.cart.entity.Products;
import dev.emporium.platform.ExpectedVersion;
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
    private final CartLimits limits;
    private final ProductCatalogue catalogue;
    private final Idempotency idempotency;

    public Carts(
            Jdbi jdbi,
            CartRepository carts,
            CartOwnership ownership,
            CartLimits limits,
            ProductCatalogue catalogue,
            Idempotency idempotency) {
        this.jdbi = jdbi;
        this.carts = carts;
        this.ownership = ownership;
        this.limits = limits;
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
                return answer.apply(
                        PricedCart.of(new Cart(cartId, userId, now, List.of(), List.of()), Products.unknown()));
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

    /** Adds to what is there. Of parallel ones none is lost, and what holds is the sum. */
    public Answer add(LineChange change, IdempotentRequest request, Function<PricedCart, Answer> answer) {
        return priced(
                change,
                prices -> jdbi.inTransaction(transaction -> {
                    if (request.key() != null) {
                        // an earlier answer, too, is for who may see the cart
                        see(transaction, change);
                    }
                    return idempotency.once(
                            transaction,
                            request,
                            () -> answer.apply(shown(transaction, place(transaction, change, prices), prices)));
                }));
    }

    /**
     * Sets the quantity of what is there, or puts it there.
     *
     * @param saved whether it is to be among what is saved for later, or in the cart; wherever it was
     */
    public PricedCart set(LineChange change, boolean saved) {
        return priced(
                change,
                prices -> jdbi.inTransaction(transaction -> shown(
                        transaction,
                        saved ? save(transaction, change, prices) : place(transaction, change, prices),
                        prices)));
    }

    /** What a change knows of the catalogue. */
    private record Prices(Products products, Function<Cart, Products> ofAll) {}

    /** What is in the cart besides has to be asked for; the transaction is given up for that. */
    private static final class MoreToAskException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MoreToAskException() {
            super(null, null, false, false);
        }
    }

    /** Makes the change with what is known, and asks only when that is not all it takes. */
    private <T> T priced(LineChange change, Function<Prices, T> work) {
        Products known = catalogue.known(List.of(change.productId()));
        if (known.find(change.productId()).isPresent()) {
            try {
                return work.apply(new Prices(known, this::knownOrAsk));
            } catch (MoreToAskException e) {
                // it is undone, and made again
            }
        }
        Products asked = ask(change);
        return work.apply(new Prices(asked, cart -> asked));
    }

    private Products knownOrAsk(Cart cart) {
        Products known = catalogue.known(cart.productIds());
        if (!cart.productIds().stream().allMatch(known::know)) {
            throw new MoreToAskException();
        }
        return known;
    }

    private Products ask(LineChange change) {
        Stream<UUID> others = find(change.cartId(), change.viewer()).productIds().stream()
                .filter(other -> !other.equals(change.productId()));
        // with a full cart one is left out: then the new one is refused anyway
        return catalogue.prices(Stream.concat(Stream.of(change.productId()), others)
                .limit(Cart.MOST_PRODUCTS)
                .toList());
    }

    private Cart place(Handle transaction, LineChange change, Prices prices) {
        Optional<Product> product = prices.products.find(change.productId());
        if (product.isEmpty()) {
            return placeUnpriced(transaction, change, prices);
        }
        boolean isNew = carts.put(transaction, change, CartItem.of(product.get(), change.quantity()))
                .orElseThrow(() -> staleOrNotFound(transaction, change.cartId(), change.viewer()));
        Cart cart = see(transaction, change);
        Optional<CartItem> saved = cart.saved(change.productId());
        if (saved.isEmpty()) {
            return within(cart, change, isNew);
        }
        // it was saved while this waited for the cart's row: the statement saw the cart as it was before
        int quantity = cart.line(change.productId()).orElseThrow().quantity()
                + (change.more() ? saved.get().quantity() : 0);
        carts.put(transaction, change.exactly(quantity), CartItem.of(product.get(), quantity));
        return within(see(transaction, change), change, false);
    }

    /** With what the cart remembers of the product. */
    private Cart placeUnpriced(Handle transaction, LineChange change, Prices prices) {
        touch(transaction, change);
        Cart cart = see(transaction, change);
        CartItem present = remembered(cart, change, prices);
        int quantity = change.quantity() + (change.more() ? present.quantity() : 0);
        refuse(prices, change, quantity > present.quantity() || cart.saved().contains(present));
        carts.put(transaction, change.exactly(quantity), present.of(quantity));
        return within(see(transaction, change), change, false);
    }

    private Cart save(Handle transaction, LineChange change, Prices prices) {
        touch(transaction, change);
        Cart cart = see(transaction, change);
        CartItem item = prices.products
                .find(change.productId())
                .map(product -> CartItem.of(product, change.quantity()))
                .orElseGet(() -> {
                    CartItem present = remembered(cart, change, prices);
                    refuse(prices, change, change.quantity() > present.quantity());
                    return present.of(change.quantity());
                });
        carts.save(transaction, change.cartId(), item);
        return within(
                see(transaction, change), change, cart.line(change.productId()).isEmpty());
    }

    private static CartItem remembered(Cart cart, LineChange change, Prices prices) {
        return cart.line(change.productId()).orElseThrow(() -> {
            refuse(prices, change, true);
            return unavailable();
        });
    }

    /** Of what is not on sale there may be less, and no more. */
    private static void refuse(Prices prices, LineChange change, boolean more) {
        if (more && prices.products.know(change.productId())) {
            throw ProblemException.of(422, "unknown_product", "There is no such product on sale.");
        }
    }

    private Cart within(Cart cart, LineChange change, boolean isNew) {
        limits.require(cart, cart.line(change.productId()).orElseThrow(), isNew);
        cart.refuseCurrencies();
        return cart;
    }

    /** Remembers what whoever made the change is shown. */
    private PricedCart shown(Handle transaction, Cart cart, Prices prices) {
        Products products = prices.ofAll.apply(cart);
        carts.remember(transaction, cart.cartId(), cart.news(products));
        PricedCart priced = PricedCart.of(cart, products);
        // while the change can be undone
        priced.requireSums();
        return priced;
    }

    private static ProblemException unavailable() {
        return ProblemException.of(
                        503,
                        "product_service_unavailable",
                        "The catalogue cannot be asked for the moment, so nothing new can be added; try again.")
                .withRetryAfter(Duration.ofSeconds(1));
    }

    /** Nothing happens when it is not there. */
    public void remove(UUID cartId, UUID viewer, ExpectedVersion expected, UUID productId) {
        jdbi.useTransaction(transaction -> {
            touch(transaction, cartId, viewer, expected);
            carts.remove(transaction, cartId, productId);
        });
    }

    /** What is saved for later stays. */
    public void clear(UUID cartId, UUID viewer, ExpectedVersion expected) {
        jdbi.useTransaction(transaction -> {
            touch(transaction, cartId, viewer, expected);
            carts.clear(transaction, cartId);
        });
    }

    private Cart see(Handle transaction, LineChange change) {
        return carts.find(transaction, change.cartId(), change.viewer()).orElseThrow(Carts::notFound);
    }

    private Cart find(UUID cartId, UUID viewer) {
        return jdbi.withHandle(handle -> carts.find(handle, cartId, viewer)).orElseThrow(Carts::notFound);
    }

    private void touch(Handle transaction, LineChange change) {
        touch(transaction, change.cartId(), change.viewer(), change.expected());
    }

    private void touch(Handle transaction, UUID cartId, UUID viewer, ExpectedVersion expected) {
        if (!carts.touch(transaction, cartId, viewer, expected)) {
            throw staleOrNotFound(transaction, cartId, viewer);
        }
    }

    private ProblemException staleOrNotFound(Handle transaction, UUID cartId, UUID viewer) {
        return carts.find(transaction, cartId, viewer)
                .map(present -> ProblemException.of(
                        412, "stale", "The cart has changed since; read it again and use the new ETag in If-Match."))
                .orElseGet(Carts::notFound);
    }

    static ProblemException notFound() {
        return ProblemException.of(404, "not_found", "There is no such cart.");
    }
}
