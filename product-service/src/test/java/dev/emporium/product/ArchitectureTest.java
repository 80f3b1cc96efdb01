package dev.emporium.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import dev.emporium.platform.testing.HouseRules;
import dev.emporium.platform.testing.NamedColumns;
import dev.emporium.platform.testing.OwnTables;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
    private static final OwnTables TABLES = new OwnTables(
            Map.of(
                    "catalogue", Set.of("products", "product_names", "categories", "prices"),
                    "search", Set.of("listings", "listing_changes", "search_feeds", "search_words", "search_labels"),
                    "stock",
                            Set.of(
                                    "stock",
                                    "stock_ledger",
                                    "order_reservations",
                                    "reservation_lines",
                                    "stock_levels",
                                    "stock_watchers",
                                    "erased_customers"),
                    "recommendation", Set.of("purchases", "brought_back", "bought", "bought_together"),
                    "transfer", Set.of("imports", "import_parts", "import_faults", "tried_products")),
            Set.of("stock_levels", "product_names"));
    private static final HouseRules RULES = HouseRules.of("dev.emporium.product");

    static List<ArchRule> rules() {
        return RULES.all();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theServiceKeepsTheRulesOfTheHouse(ArchRule rule) {
        rule.check(RULES.classesOfTheService());
    }

    @Test
    void componentsKeepToTheirOwnTables() {
        assertThat(TABLES.violations(
                        Path.of("src/main/java/dev/emporium/product"), Path.of("src/main/resources/migrations")))
                .isEmpty();
    }

    @Test
    void statementsNameTheirColumns() {
        assertThat(NamedColumns.missingIn(Path.of("src/main"))).isEmpty();
    }
}
