package dev.emporium.product.catalogue.control;

import com.google.common.collect.Lists;
import dev.emporium.product.catalogue.entity.Category;
import dev.emporium.product.catalogue.entity.CategoryRepository;
import dev.emporium.product.catalogue.entity.Product;
import dev.emporium.product.catalogue.entity.ProductRepository;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/**
 * Goes through all products, drafts too, page by page: each is as it is when its page is read, and no more than a page is in memory.
 * Thread safe.
 */
public final class ProductWalk {
    private static final int PAGE = 500;
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Jdbi jdbi;
    private final ProductRepository products;

    public ProductWalk(Jdbi jdbi, ProductRepository products) {
        this.jdbi = jdbi;
        this.products = products;
    }

    /** How many there are now. */
    public long count() {
        return jdbi.withHandle(products::count);
    }

    /** All categories, each followed by all that is under it. */
    public void categories(Consumer<Category> visitor) {
        CategoryTree.inOrder(jdbi.withHandle(new CategoryRepository()::all)).forEach(visitor);
    }

    /** In the order in which they were made. */
    public void byAge(Consumer<Product> visitor) {
        UUID last = BEFORE_ALL;
        List<Product> page;
        do {
            UUID before = last;
            page = jdbi.withHandle(handle -> products.walk(handle, before, PAGE));
            page.forEach(visitor);
            last = page.isEmpty() ? last : page.get(page.size() - 1).productId();
        } while (page.size() == PAGE);
    }

    /**
     * Those of a family together, as they are when it begins; behind them those that have none. Where they stand may change
     * meanwhile, so their ids are in memory: each comes once.
     */
    public void byFamily(Consumer<Product> visitor) {
        for (List<UUID> page : Lists.partition(jdbi.inTransaction(products::idsByFamily), PAGE)) {
            Map<UUID, Product> present = jdbi.withHandle(handle -> products.find(handle, page)).stream()
                    .collect(Collectors.toMap(Product::productId, Function.identity()));
            page.stream().map(present::get).filter(Objects::nonNull).forEach(visitor);
        }
    }
}
