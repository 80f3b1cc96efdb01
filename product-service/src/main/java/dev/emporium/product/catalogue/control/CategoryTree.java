package dev.emporium.product.catalogue.control;

import dev.emporium.product.catalogue.entity.Category;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The categories as people go through them. */
final class CategoryTree {
    private static final Comparator<Category> AMONG_SIBLINGS = Comparator.comparingInt(Category::order)
            .thenComparing(Category::name)
            .thenComparing(Category::path);

    private final Map<String, List<Category>> under = new HashMap<>();
    private final List<Category> inOrder = new ArrayList<>();

    private CategoryTree(Collection<Category> categories) {
        categories.forEach(category -> under.computeIfAbsent(category.parent(), parent -> new ArrayList<>())
                .add(category));
        under.values().forEach(siblings -> siblings.sort(AMONG_SIBLINGS));
    }

    /** Each category, followed by all that is under it; siblings by their order. */
    static List<Category> inOrder(Collection<Category> categories) {
        CategoryTree tree = new CategoryTree(categories);
        tree.walk(null);
        return List.copyOf(tree.inOrder);
    }

    private void walk(String parent) {
        under.getOrDefault(parent, List.of()).forEach(category -> {
            inOrder.add(category);
            walk(category.path());
        });
    }

    /** The paths, and those of all that they are under. */
    static Set<String> withParents(Collection<String> paths) {
        Set<String> all = new HashSet<>();
        for (String path : paths) {
            for (String step = path; all.add(step) && step.contains("/"); ) {
                step = step.substring(0, step.lastIndexOf('/'));
            }
        }
        return all;
    }
}
