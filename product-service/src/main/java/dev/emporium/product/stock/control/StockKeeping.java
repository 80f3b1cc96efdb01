package dev.emporium.product.stock.control;

import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.product.search.control.Listings;
import dev.emporium.product.stock.entity.Adjustment;
import dev.emporium.product.stock.entity.Offer;
import dev.emporium.product.stock.entity.Opening;
import dev.emporium.product.stock.entity.StockLevel;
import dev.emporium.product.stock.entity.StockRepository;
import dev.emporium.product.stock.entity.Terms;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Stock as people count it: what is there, and what came or went outside of orders. Thread safe. */
public final class StockKeeping {
    private final Jdbi jdbi;
    private final StockRepository stock;
    private final Idempotency idempotency;
    private final AuditTrail audit;
    private final LowStock lowStock;
    private final Listings listings;
    private final BackInStock backInStock;
    private final Consumer<Collection<UUID>> changed;

    /** @param changed told of products once there are more or fewer of them */
    public StockKeeping(
            Jdbi jdbi,
            StockRepository stock,
            Idempotency idempotency,
            AuditTrail audit,
            LowStock lowStock,
            Listings listings,
            BackInStock backInStock,
            Consumer<Collection<UUID>> changed) {
        this.jdbi = jdbi;
        this.stock = stock;
        this.idempotency = idempotency;
        this.audit = audit;
        this.lowStock = lowStock;
        this.listings = listings;
        this.backInStock = backInStock;
        this.changed = changed;
    }

    /** Opens the account of a product that the transaction has just created. */
    public void open(Handle transaction, UUID productId, Terms terms, long quantity, Actor actor) {
        stock.open(transaction, productId, terms, quantity, actor.id().toString());
    }

    /**
     * Says what may be done with the product's stock as soon as the transaction is committed: what is set aside then was
     * set aside before. The product's row is the transaction's already, and its stock's from now on.
     *
     * @return whether some of it is available, which stays so for the transaction if this is another offer than before
     */
    public boolean offer(Handle transaction, UUID productId, Terms terms) {
        boolean inStock = stock.mark(transaction, productId, terms);
        if (terms.offer() == Offer.GONE) {
            backInStock.isGone(transaction, productId);
        } else if (inStock && terms.offer() == Offer.ON_SALE) {
            backInStock.lookAtAwaited(transaction, Set.of(productId));
        }
        return inStock;
    }

    /** Opens the accounts of products that the transaction has just created. */
    public void open(Handle transaction, Collection<Opening> openings, String actor) {
        stock.open(transaction, openings, actor);
    }

    /** The same as for one product for several. @return those of which some is available */
    public Set<UUID> offer(Handle transaction, Map<UUID, Terms> terms) {
        Set<UUID> inStock = stock.mark(transaction, terms);
        backInStock.lookAtAwaited(
                transaction,
                inStock.stream()
                        .filter(productId -> terms.get(productId).offer() == Offer.ON_SALE)
                        .collect(Collectors.toSet()));
        return inStock;
    }

    /**
     * @param drafts whether the caller sees them: staff do
     * @throws ProblemException 404 when there is no such product
     */
    public StockLevel read(UUID productId, boolean drafts) {
        return jdbi.withHandle(handle -> stock.find(handle, productId, drafts)).orElseThrow(StockKeeping::notFound);
    }

    /**
     * Notes that goods came or went, unless the same request did so before.
     *
     * @throws ProblemException 404, or 409 {@code insufficient_stock} when less would be left than is set aside
     */
    public Answer adjust(
            IdempotentRequest request,
            UUID productId,
            Adjustment adjustment,
            Actor actor,
            Function<StockLevel, Answer> answer) {
        return jdbi.inTransaction(transaction -> idempotency.once(transaction, request, () -> {
            StockLevel level = adjust(transaction, productId, adjustment);
            long delta = adjustment.delta();
            lowStock.look(transaction, List.of(level), id -> -delta);
            if (level.available() == 0) {
                listings.soldOut(transaction, List.of(productId));
            } else if (level.available() == delta) {
                listings.available(transaction, List.of(productId));
                backInStock.look(transaction, List.of(productId));
            }
            transaction.afterCommit(() -> changed.accept(List.of(productId)));
            audit.note(transaction, actor, "stock.adjust", productId, "%+d: %s".formatted(delta, adjustment.reason()));
            return answer.apply(level);
        }));
    }

    private StockLevel adjust(Handle transaction, UUID productId, Adjustment adjustment) {
        return stock.adjust(transaction, productId, adjustment)
                .orElseThrow(() -> stock.find(transaction, productId, true)
                        .map(StockKeeping::insufficient)
                        .orElseGet(StockKeeping::notFound));
    }

    private static ProblemException insufficient(StockLevel level) {
        return ProblemException.of(
                409, "insufficient_stock", "Only %d are available to take away.".formatted(level.available()));
    }

    private static ProblemException notFound() {
        return ProblemException.of(404, "not_found", "There is no such product.");
    }
}
