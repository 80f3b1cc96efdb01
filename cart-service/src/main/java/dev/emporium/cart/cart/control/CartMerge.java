package dev.emporium.cart.cart.control;

import dev.emporium.cart.cart.entity.Cart;
import dev.emporium.cart.cart.entity.CartLimits;
import dev.emporium.cart.cart.entity.CartOwnership;
import dev.emporium.cart.cart.entity.CartRepository;
import dev.emporium.cart.cart.entity.PricedCart;
import dev.emporium.cart.cart.entity.Products;
import dev.emporium.platform.ExpectedVersion;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Takes a guest's cart over for somebody who has signed in. Both carts' rows are held to the end of the transaction, so
 * of parallel requests for one guest's cart one takes it, and the others find it gone. Thread safe.
 */
public final class CartMerge {
    private final Jdbi jdbi;
    private final CartRepository carts;
    private final CartOwnership ownership;
    private final CartLimits limits;
    private final ProductCatalogue catalogue;
    private final Idempotency idempotency;

    public CartMerge(
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
     * What is wanted.
     *
     * @param guestCartId the cart to take over
     * @param ownerId who has signed in
     * @param into the owner's cart that takes it over, or null for the one that was changed last
     */
    public record Wish(UUID guestCartId, UUID ownerId, UUID into) {
        private boolean isItself() {
            return guestCartId.equals(into);
        }
    }

    /**
     * Merges, or makes the guest's cart the owner's who has none. Nothing happens to a cart that is the owner's already.
     *
     * @throws ProblemException 401 when the owner's account was deleted, 404 when one of the carts does not exist or is
     *     somebody else's, 422 {@code currency_mismatch} when their currencies differ
     */
    public Answer merge(Wish wish, IdempotentRequest request, Function<PricedCart, Answer> answer) {
        Products products = ask(wish);
        return jdbi.inTransaction(transaction -> {
            // of two guests' carts the first becomes the owner's, and the second goes into it
            ownership.holdOwner(transaction, wish.ownerId);
            return idempotency.once(
                    transaction, request, () -> answer.apply(shown(transaction, merge(transaction, wish), products)));
        });
    }

    private PricedCart shown(Handle transaction, Cart cart, Products products) {
        carts.remember(transaction, cart.cartId(), cart.news(products));
        return PricedCart.of(cart, products);
    }

    /** What the catalogue says of both carts' products, as they are now; one that comes later has its last price. */
    private Products ask(Wish wish) {
        List<UUID> products =
                jdbi.withHandle(handle -> Stream.concat(target(handle, wish).stream(), Stream.of(wish.guestCartId))
                        .flatMap(cartId -> carts.find(handle, cartId, wish.ownerId).stream())
                        .flatMap(cart -> cart.productIds().stream())
                        .distinct()
                        .limit(Cart.MOST_PRODUCTS)
                        .toList());
        return catalogue.find(products);
    }

    private Cart merge(Handle transaction, Wish wish) {
        Optional<UUID> target = target(transaction, wish);
        ownership.take(
                transaction,
                Stream.concat(target.stream(), Stream.of(wish.guestCartId)).toList(),
                wish.ownerId);
        Cart guest = carts.find(transaction, wish.guestCartId, wish.ownerId).orElseThrow(Carts::notFound);
        if (wish.isItself()) {
            return guest;
        }
        Optional<Cart> own = target.flatMap(cartId -> carts.find(transaction, cartId, wish.ownerId))
                .filter(cart -> cart.isOf(wish.ownerId));
        if (wish.into != null && own.isEmpty()) {
            throw Carts.notFound();
        }
        if (guest.isOf(wish.ownerId)) {
            return guest;
        }
        own.ifPresentOrElse(
                cart -> takeOver(transaction, cart, guest),
                () -> ownership.give(transaction, guest.cartId(), wish.ownerId));
        return carts.find(transaction, own.orElse(guest).cartId(), wish.ownerId).orElseThrow(Carts::notFound);
    }

    private Optional<UUID> target(Handle handle, Wish wish) {
        return Optional.ofNullable(wish.into).or(() -> ownership.latestOf(handle, wish.ownerId));
    }

    private void takeOver(Handle transaction, Cart own, Cart guest) {
        own.refuseOtherCurrencyOf(guest);
        carts.touch(transaction, own.cartId(), own.userId(), ExpectedVersion.ANY);
        ownership.addUp(transaction, own.cartId(), guest.cartId(), limits.ofOne());
        ownership.moveTheRest(
                transaction,
                own.cartId(),
                guest.cartId(),
                Math.max(0, limits.products() - own.productIds().size()));
        ownership.moveSaved(transaction, own.cartId(), guest.cartId(), limits.products());
        ownership.delete(transaction, guest.cartId());
    }
}
