package dev.emporium.product.catalogue.control;

import dev.emporium.platform.ExpectedVersion;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.web.Page;
import dev.emporium.product.catalogue.entity.PriceRepository;
import dev.emporium.product.catalogue.entity.Product;
import dev.emporium.product.catalogue.entity.ProductDetails;
import dev.emporium.product.catalogue.entity.ProductRepository;
import dev.emporium.product.catalogue.entity.ProductStatus;
import dev.emporium.product.search.control.Found;
import dev.emporium.product.search.control.Listings;
import dev.emporium.product.search.control.ProductSearch;
import dev.emporium.product.search.control.Suggestions;
import dev.emporium.product.search.entity.Listing;
import dev.emporium.product.search.entity.ListingQuery;
import dev.emporium.product.search.entity.SuggestionRepository.Beginnings;
import dev.emporium.product.stock.control.StockKeeping;
import dev.emporium.product.stock.entity.Offer;
import dev.emporium.product.stock.entity.Terms;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What the shop offers. Thread safe. */
public final class Catalogue {
    private final Jdbi jdbi;
    private final ProductRepository products;
    private final PriceBook prices;
    private final StockKeeping stock;
    private final Listings listings;
    private final ProductSearch search;
    private final Suggestions suggestions;
    private final FoundBefore before;
    private final Idempotency idempotency;
    private final AuditTrail audit;
    private final CatalogueEvents events;
    private final Consumer<Collection<UUID>> changed;

    /** @param changed told of products once a change of theirs is committed */
    public Catalogue(
            Jdbi jdbi,
            ProductRepository products,
            PriceRepository prices,
            StockKeeping stock,
            Listings listings,
            ProductSearch search,
            Suggestions suggestions,
            FoundBefore before,
            Idempotency idempotency,
            AuditTrail audit,
            CatalogueEvents events,
            Consumer<Collection<UUID>> changed) {
        this.jdbi = jdbi;
        this.products = products;
        this.prices = new PriceBook(prices);
        this.stock = stock;
        this.listings = listings;
        this.search = search;
        this.suggestions = suggestions;
        this.before = before;
        this.idempotency = idempotency;
        this.audit = audit;
        this.events = events;
        this.changed = changed;
    }

    /**
     * Adds a product with its first stock, unless the same request did so before.
     *
     * @throws ProblemException 409 {@code sku_taken}
     */
    public Answer create(
            IdempotentRequest request,
            ProductDetails details,
            long quantity,
            Actor actor,
            Function<Product, Answer> answer) {
        return jdbi.inTransaction(transaction -> idempotency.once(
                transaction, request, () -> answer.apply(create(transaction, details, quantity, actor))));
    }

    private Product create(Handle transaction, ProductDetails details, long quantity, Actor actor) {
        UUID productId = Uuid7.next();
        return orSkuTaken(() -> {
            products.add(transaction, productId, details);
            prices.note(transaction, Map.of(productId, details));
            stock.open(transaction, productId, termsOf(details), quantity, actor);
            audit.note(transaction, actor, "product.create", productId, details.sku());
            Product created = products.find(transaction, productId).orElseThrow();
            list(transaction, created, quantity > 0);
            transaction.afterCommit(() -> changed.accept(List.of(productId)));
            return created;
        });
    }

    /**
     * @param drafts whether the caller sees them: staff do
     * @throws ProblemException 404 when there is no such product
     */
    public Product read(UUID productId, boolean drafts) {
        return jdbi.withHandle(handle -> products.find(handle, productId))
                .filter(product -> drafts || !product.isDraft())
                .orElseThrow(Catalogue::notFound);
    }

    /**
     * Those of the products that there are.
     *
     * @param drafts whether the caller sees them: staff do
     */
    public List<Product> read(Collection<UUID> productIds, boolean drafts) {
        return jdbi.withHandle(handle -> products.find(handle, productIds)).stream()
                .filter(product -> drafts || !product.isDraft())
                .toList();
    }

    /**
     * A page of what is on sale.
     *
     * @param latest whether it is what matches now, and not what did within the last second
     * @param cursor of an earlier page of the same query, null for the first
     * @throws ProblemException 400 for any other cursor
     */
    public ListedProducts list(ListingQuery query, String cursor, int limit, boolean latest) {
        Found found = latest || search.asksAnIndex(query)
                ? search.find(query, cursor, limit)
                : before.page(query, cursor, limit, reads -> search.find(reads, query, cursor, limit));
        return new ListedProducts(
                new Page<>(inOrder(found.productIds()), found.next()),
                found.facets(),
                found.highlights(),
                found.engine());
    }

    /** Those of the products that are on sale still: what was found may be what was a moment ago, or what an index has that is behind. */
    private List<Product> inOrder(List<UUID> productIds) {
        Map<UUID, Product> present = jdbi.withHandle(handle -> products.find(handle, productIds)).stream()
                .filter(product -> product.details().status() == ProductStatus.ACTIVE)
                .collect(Collectors.toMap(Product::productId, Function.identity()));
        return productIds.stream()
                .filter(present::containsKey)
                .map(present::get)
                .toList();
    }

    /**
     * What somebody who has typed this may mean: one product of each family, categories and brands.
     *
     * @param most of each
     */
    public Suggested suggest(String text, int most) {
        Beginnings found = before.beginnings(text, most, reads -> suggestions.of(reads, text, most));
        Set<String> families = new HashSet<>();
        return new Suggested(
                inOrder(found.products()).stream()
                        .filter(product -> product.details().family() == null
                                || families.add(product.details().family()))
                        .limit(most)
                        .toList(),
                found.categories(),
                found.brands());
    }

    /** Some that are on sale of a product's family, itself among them; nothing if it has none. */
    public List<UUID> ofFamily(Product product, int count) {
        String family = product.details().family();
        return family == null ? List.of() : jdbi.withHandle(handle -> products.ofFamily(handle, family, count));
    }

    /** The newest that are on sale of a product's category, itself maybe among them; nothing if it has none. */
    public List<UUID> ofCategory(Product product, int count) {
        String category = product.details().category();
        return category == null ? List.of() : jdbi.withHandle(handle -> products.ofCategory(handle, category, count));
    }

    /** @throws ProblemException 404, 409 {@code sku_taken} or 412 {@code stale} */
    public Product replace(UUID productId, ExpectedVersion expected, ProductDetails details, Actor actor) {
        return jdbi.inTransaction(transaction -> {
            Product replaced = orSkuTaken(() -> products.replace(transaction, productId, expected, details))
                    .orElseThrow(() -> staleOrNotFound(transaction, productId));
            boolean inStock = stock.offer(transaction, productId, termsOf(details));
            list(transaction, replaced, inStock);
            events.changed(transaction, replaced);
            transaction.afterCommit(() -> changed.accept(List.of(productId)));
            audit.note(transaction, actor, "product.replace", productId, "version " + replaced.version());
            boolean priced = prices.note(transaction, Map.of(productId, details));
            return priced ? products.find(transaction, productId).orElseThrow() : replaced;
        });
    }

    /**
     * Takes the product out of the catalogue; orders that have it set aside keep it.
     *
     * @throws ProblemException 404 or 412 {@code stale}
     */
    public void delete(UUID productId, ExpectedVersion expected, Actor actor) {
        jdbi.useTransaction(transaction -> {
            if (!products.delete(transaction, productId, expected)) {
                throw staleOrNotFound(transaction, productId);
            }
            stock.offer(transaction, productId, new Terms(Offer.GONE, null));
            listings.remove(transaction, productId);
            events.deleted(transaction, productId);
            transaction.afterCommit(() -> changed.accept(List.of(productId)));
            audit.note(transaction, actor, "product.delete", productId, null);
        });
    }

    private void list(Handle transaction, Product product, boolean inStock) {
        ProductDetails details = product.details();
        if (details.status() != ProductStatus.ACTIVE) {
            listings.remove(transaction, product.productId());
            return;
        }
        listings.put(transaction, listing(product.productId(), product.version(), details), inStock);
    }

    static Listing listing(UUID productId, long version, ProductDetails details) {
        return new Listing(
                productId,
                version,
                details.sku(),
                details.name(),
                details.description(),
                details.category(),
                details.brand(),
                details.attributes(),
                details.family(),
                details.price());
    }

    static Terms termsOf(ProductDetails details) {
        return new Terms(offerOf(details.status()), details.lowStockThreshold());
    }

    private static Offer offerOf(ProductStatus status) {
        return switch (status) {
            case ACTIVE -> Offer.ON_SALE;
            case DRAFT -> Offer.HIDDEN;
            case DISCONTINUED -> Offer.WITHDRAWN;
        };
    }

    private ProblemException staleOrNotFound(Handle transaction, UUID productId) {
        return products.find(transaction, productId).map(present -> stale()).orElseGet(Catalogue::notFound);
    }

    /** Somebody else changed the product since it was read. */
    public static ProblemException stale() {
        return ProblemException.of(
                412, "stale", "The product has changed since; read it again and use the new ETag in If-Match.");
    }

    /** Nobody has such a product, or not this caller. */
    public static ProblemException notFound() {
        return ProblemException.of(404, "not_found", "There is no such product.");
    }

    /** The unique index decides, not a look beforehand that another request could overtake. */
    private static <T> T orSkuTaken(Supplier<T> write) {
        try {
            return write.get();
        } catch (UnableToExecuteStatementException e) {
            ServerErrorMessage error =
                    e.getCause() instanceof PSQLException refusal ? refusal.getServerErrorMessage() : null;
            if (error != null && "products_sku".equals(error.getConstraint())) {
                throw ProblemException.of(409, "sku_taken", "Another product has this sku.");
            }
            throw e;
        }
    }
}
