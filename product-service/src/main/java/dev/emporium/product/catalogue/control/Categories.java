package dev.emporium.product.catalogue.control;

import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.product.catalogue.entity.Category;
import dev.emporium.product.catalogue.entity.CategoryRepository;
import dev.emporium.product.catalogue.entity.ProductRepository;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** The tree that products are found in. Thread safe. */
public final class Categories {
    /** {@code foreign_key_violation}, PostgreSQL manual, appendix A. */
    private static final String IN_USE = "23503";

    private final Jdbi jdbi;
    private final CategoryRepository categories;
    private final ProductRepository products;
    private final AuditTrail audit;

    public Categories(Jdbi jdbi, CategoryRepository categories, ProductRepository products, AuditTrail audit) {
        this.jdbi = jdbi;
        this.categories = categories;
        this.products = products;
        this.audit = audit;
    }

    /**
     * The tree, each category followed by all that is under it.
     *
     * @param empty whether those without active products in or under them are there too: staff see them, and others would
     *     learn of what is not there yet
     */
    public List<Category> tree(boolean empty) {
        return jdbi.withHandle(handle -> {
            List<Category> all = categories.all(handle);
            if (!empty) {
                Set<String> shown = CategoryTree.withParents(products.categories(handle));
                all.removeIf(category -> !shown.contains(category.path()));
            }
            return CategoryTree.inOrder(all);
        });
    }

    /** @param added whether it was not there before */
    public record Written(Category category, boolean added) {}

    /** Adds a category, with its parents, or says anew what it is called and where it stands. Doing it again changes nothing. */
    public Written put(String path, String name, int order, Actor actor) {
        return jdbi.inTransaction(transaction -> {
            boolean added = categories.enter(transaction, path);
            Category category = categories.replace(transaction, path, name, order);
            audit.note(transaction, actor, "category.put", category.categoryId(), path);
            return new Written(category, added);
        });
    }

    /**
     * Takes a category out of the tree.
     *
     * @throws ProblemException 404, or 409 {@code category_in_use} when products or categories are in it
     */
    public void delete(String path, Actor actor) {
        try {
            jdbi.useTransaction(transaction -> {
                UUID categoryId = categories
                        .delete(transaction, path)
                        .orElseThrow(() -> ProblemException.of(404, "not_found", "There is no such category."));
                audit.note(transaction, actor, "category.delete", categoryId, path);
            });
        } catch (UnableToExecuteStatementException e) {
            // the database decides, not a look beforehand that a new product could overtake
            if (e.getCause() instanceof SQLException refusal && IN_USE.equals(refusal.getSQLState())) {
                throw ProblemException.of(409, "category_in_use", "There are products or categories in it.");
            }
            throw e;
        }
    }
}
