package dev.emporium.product.catalogue.control;

import dev.emporium.product.catalogue.entity.Category;
import dev.emporium.product.catalogue.entity.CategoryRepository;
import dev.emporium.product.catalogue.entity.Product;
import dev.emporium.product.catalogue.entity.ProductRepository;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
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
        walk(visitor, (handle, last) -> products.walk(handle, idOf(last), PAGE));
    }

    /** Those of a family together; behind them those that have none. */
    public void byFamily(Consumer<Product> visitor) {
        walk(
                visitor,
                (handle, last) -> products.walkFamilies(
                        handle, last == null ? "" : last.details().family(), idOf(last), PAGE));
        walk(visitor, (handle, last) -> products.walkSingles(handle, idOf(last), PAGE));
    }

    private static UUID idOf(Product last) {
        return last == null ? BEFORE_ALL : last.productId();
    }

    private void walk(Consumer<Product> visitor, BiFunction<Handle, Product, List<Product>> read) {
        Product last = null;
        List<Product> page;
        do {
            Product before = last;
            page = jdbi.withHandle(handle -> read.apply(handle, before));
            page.forEach(visitor);
            last = page.isEmpty() ? last : page.get(page.size() - 1);
        } while (page.size() == PAGE);
    }
}
