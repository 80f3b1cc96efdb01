package dev.emporium.product.recommendation.control;

import dev.emporium.platform.problem.ProblemException;
import dev.emporium.product.catalogue.control.Catalogue;
import dev.emporium.product.catalogue.entity.Product;
import dev.emporium.product.catalogue.entity.ProductStatus;
import dev.emporium.product.recommendation.control.Recommendation.Reason;
import dev.emporium.product.recommendation.entity.PurchaseRepository;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** What to show beside a product: a few statements, whatever their number. Thread safe. */
public final class Recommendations {
    /** More are looked at than are shown, since some are not on sale any more. */
    private static final int SPARE = 20;

    private final Jdbi jdbi;
    private final Catalogue catalogue;
    private final PurchaseRepository purchases;

    public Recommendations(Jdbi jdbi, Catalogue catalogue, PurchaseRepository purchases) {
        this.jdbi = jdbi;
        this.catalogue = catalogue;
        this.purchases = purchases;
    }

    /**
     * Up to so many products that are on sale: those that were bought together with this one, the most often first; then of its
     * family, of its category, and what is bought most.
     *
     * @param drafts whether the caller sees them: staff do
     * @throws ProblemException 404 when there is no such product
     */
    public List<Recommendation> of(UUID productId, boolean drafts, int limit) {
        Product product = catalogue.read(productId, drafts);
        Map<UUID, Reason> candidates = new LinkedHashMap<>();
        add(
                candidates,
                jdbi.withHandle(handle -> purchases.boughtWith(handle, productId, limit + SPARE)),
                Reason.BOUGHT_TOGETHER);
        add(candidates, catalogue.ofFamily(product, limit + 1), Reason.FAMILY);
        add(candidates, catalogue.ofCategory(product, limit + 1), Reason.CATEGORY);
        add(candidates, jdbi.withHandle(handle -> purchases.popular(handle, limit + SPARE)), Reason.POPULAR);
        candidates.remove(productId);
        Map<UUID, Product> found = catalogue.read(candidates.keySet(), false).stream()
                .filter(one -> one.details().status() == ProductStatus.ACTIVE)
                .collect(Collectors.toMap(Product::productId, Function.identity()));
        return candidates.entrySet().stream()
                .filter(candidate -> found.containsKey(candidate.getKey()))
                .limit(limit)
                .map(candidate -> new Recommendation(found.get(candidate.getKey()), candidate.getValue()))
                .toList();
    }

    /** What was found for a better reason keeps it. */
    private static void add(Map<UUID, Reason> candidates, List<UUID> productIds, Reason reason) {
        productIds.forEach(productId -> candidates.putIfAbsent(productId, reason));
    }
}
