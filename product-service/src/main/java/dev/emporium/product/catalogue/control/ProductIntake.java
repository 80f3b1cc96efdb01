package dev.emporium.product.catalogue.control;

import dev.emporium.platform.Uuid7;
import dev.emporium.product.catalogue.entity.CategoryDetails;
import dev.emporium.product.catalogue.entity.CategoryRepository;
import dev.emporium.product.catalogue.entity.PriceRepository;
import dev.emporium.product.catalogue.entity.ProductDetails;
import dev.emporium.product.catalogue.entity.ProductSetRepository;
import dev.emporium.product.catalogue.entity.ProductSetRepository.Changed;
import dev.emporium.product.catalogue.entity.ProductSetRepository.Known;
import dev.emporium.product.catalogue.entity.ProductStatus;
import dev.emporium.product.search.control.Listings;
import dev.emporium.product.stock.control.StockKeeping;
import dev.emporium.product.stock.entity.Opening;
import dev.emporium.product.stock.entity.Terms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Takes many products into the catalogue at once: those with a new SKU are added, the others replaced if they differ, as if each
 * had come by itself. The number of statements does not depend on the number of products. Thread safe.
 */
public final class ProductIntake {
    /** Of the first quantities: whose file it was, the import says. */
    private static final String ACTOR = "import";
    /** How often somebody else may add, or delete, one of the products in the very moment. */
    private static final int ATTEMPTS = 3;

    private final CategoryRepository categories = new CategoryRepository();
    private final ProductSetRepository products;
    private final PriceBook prices;
    private final StockKeeping stock;
    private final Listings listings;
    private final CatalogueEvents events;

    public ProductIntake(
            ProductSetRepository products,
            PriceRepository prices,
            StockKeeping stock,
            Listings listings,
            CatalogueEvents events) {
        this.products = products;
        this.prices = new PriceBook(prices);
        this.stock = stock;
        this.listings = listings;
        this.events = events;
    }

    /** What became of a product. */
    public enum Outcome {
        CREATED,
        UPDATED,
        UNCHANGED
    }

    /**
     * Takes products with different SKUs. The stock of those that are there already stays as it is.
     *
     * @return what became of each, by its SKU
     */
    public Map<String, Outcome> take(Handle transaction, List<ProductEntry> entries) {
        Map<String, ProductEntry> open = new LinkedHashMap<>();
        entries.forEach(entry -> open.put(entry.sku(), entry));
        Map<String, Outcome> outcomes = new HashMap<>();
        listings.willBeTold(transaction);
        products.enterCategories(transaction, details(open));
        for (int attempt = 0; !open.isEmpty(); attempt++) {
            if (attempt == ATTEMPTS) {
                throw new IllegalStateException("others change the same products all the time");
            }
            outcomes.putAll(takeWhatIsNotContended(transaction, open));
            open.keySet().removeAll(outcomes.keySet());
        }
        return outcomes;
    }

    /**
     * Takes categories with different paths.
     *
     * @return what became of each, by its path
     */
    public Map<String, Outcome> takeCategories(Handle transaction, List<CategoryDetails> given) {
        Map<String, Outcome> outcomes = new HashMap<>();
        if (!given.isEmpty()) {
            given.forEach(category -> outcomes.put(category.path(), Outcome.UNCHANGED));
            List<String> added = categories.enter(transaction, given);
            categories.replace(transaction, given).forEach(path -> outcomes.put(path, Outcome.UPDATED));
            added.forEach(path -> outcomes.put(path, Outcome.CREATED));
        }
        return outcomes;
    }

    private Map<String, Outcome> takeWhatIsNotContended(Handle transaction, Map<String, ProductEntry> entries) {
        Map<String, Outcome> outcomes = new HashMap<>();
        Map<UUID, ProductDetails> differing = new LinkedHashMap<>();
        Map<UUID, ProductEntry> unknown = new LinkedHashMap<>();
        Map<String, Known> known = products.compare(transaction, details(entries)).stream()
                .collect(Collectors.toMap(Known::sku, Function.identity()));
        entries.forEach((sku, entry) -> {
            Known one = known.get(sku);
            if (one == null) {
                unknown.put(Uuid7.next(), entry);
            } else if (one.differs()) {
                differing.put(one.productId(), entry.details());
            } else {
                outcomes.put(sku, Outcome.UNCHANGED);
            }
        });
        replace(transaction, differing).forEach(sku -> outcomes.put(sku, Outcome.UPDATED));
        add(transaction, unknown).forEach(sku -> outcomes.put(sku, Outcome.CREATED));
        return outcomes;
    }

    private static List<ProductDetails> details(Map<String, ProductEntry> entries) {
        return entries.values().stream().map(ProductEntry::details).toList();
    }

    private List<String> replace(Handle transaction, Map<UUID, ProductDetails> differing) {
        if (differing.isEmpty()) {
            return List.of();
        }
        List<Changed> changed = products.replace(transaction, differing);
        Map<UUID, ProductDetails> present = new HashMap<>();
        Map<UUID, Terms> terms = new HashMap<>();
        List<CatalogueEvents.Version> versions = new ArrayList<>();
        for (Changed one : changed) {
            ProductDetails details = differing.get(one.productId());
            present.put(one.productId(), details);
            terms.put(one.productId(), Catalogue.termsOf(details));
            versions.add(new CatalogueEvents.Version(one.productId(), one.version(), details));
        }
        if (!changed.isEmpty()) {
            list(transaction, versions, stock.offer(transaction, terms));
            events.changed(transaction, versions);
            prices.note(transaction, present);
        }
        return present.values().stream().map(ProductDetails::sku).toList();
    }

    private List<String> add(Handle transaction, Map<UUID, ProductEntry> unknown) {
        if (unknown.isEmpty()) {
            return List.of();
        }
        Map<UUID, ProductDetails> details = new LinkedHashMap<>();
        unknown.forEach((productId, entry) -> details.put(productId, entry.details()));
        Map<UUID, ProductDetails> added = new LinkedHashMap<>();
        products.add(transaction, details).forEach(productId -> added.put(productId, details.get(productId)));
        if (!added.isEmpty()) {
            stock.open(
                    transaction,
                    added.keySet().stream()
                            .map(productId -> new Opening(
                                    productId,
                                    unknown.get(productId).stock(),
                                    Catalogue.termsOf(details.get(productId))))
                            .toList(),
                    ACTOR);
            prices.note(transaction, added);
            Set<UUID> inStock = added.keySet().stream()
                    .filter(productId -> unknown.get(productId).stock() > 0)
                    .collect(Collectors.toSet());
            list(transaction, versions(added), inStock);
        }
        return added.values().stream().map(ProductDetails::sku).toList();
    }

    private static List<CatalogueEvents.Version> versions(Map<UUID, ProductDetails> added) {
        return added.entrySet().stream()
                .map(product -> new CatalogueEvents.Version(product.getKey(), 1, product.getValue()))
                .toList();
    }

    private void list(Handle transaction, List<CatalogueEvents.Version> products, Set<UUID> inStock) {
        Map<Boolean, List<CatalogueEvents.Version>> byOnSale = products.stream()
                .collect(Collectors.partitioningBy(product -> product.details().status() == ProductStatus.ACTIVE));
        listings.put(
                transaction,
                byOnSale.get(true).stream()
                        .map(product -> Catalogue.listing(product.productId(), product.version(), product.details()))
                        .toList(),
                inStock);
        listings.remove(
                transaction,
                byOnSale.get(false).stream()
                        .map(CatalogueEvents.Version::productId)
                        .toList());
    }
}
