package dev.emporium.product.catalogue.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.product.catalogue.entity.Category;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CategoryTreeTest {
    private static Category category(String path, String name, int order) {
        return new Category(UUID.randomUUID(), path, name, order);
    }

    @Test
    void goesDownBeforeItGoesOnAndSortsSiblingsByTheirOrderAndName() {
        List<Category> tree = CategoryTree.inOrder(List.of(
                category("tea", "Tea", 2),
                category("clothing/shoes/boots", "Boots", 0),
                // sorts between clothing and clothing/..., and belongs to neither
                category("clothing ", "A", 1),
                category("clothing", "Clothing", 1),
                category("clothing/shoes", "Shoes", 9),
                category("clothing/hats", "Zylinder", 3),
                category("clothing/coats", "Coats", 9)));
        assertThat(tree)
                .extracting(Category::path)
                .containsExactly(
                        "clothing ",
                        "clothing",
                        "clothing/hats",
                        "clothing/coats",
                        "clothing/shoes",
                        "clothing/shoes/boots",
                        "tea");
    }

    @Test
    void hasWithACategoryAllThatItIsUnder() {
        assertThat(CategoryTree.withParents(List.of("a/b/c", "a/b", "d"))).isEqualTo(Set.of("a", "a/b", "a/b/c", "d"));
        assertThat(CategoryTree.withParents(List.of())).isEmpty();
    }
}
