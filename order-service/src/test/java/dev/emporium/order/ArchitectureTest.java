package dev.emporium.order;

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
    /** The checkout's statements lock an order together with its own row; returns are held against what was bought. */
    private static final OwnTables TABLES = new OwnTables(
            Map.of(
                    "ordering", Set.of("orders", "order_lines", "order_history", "erased_customers"),
                    "checkout", Set.of("checkouts", "guest_hours", "guest_orders", "shipping_rates"),
                    "returns", Set.of("returns", "return_lines")),
            Set.of("orders", "order_lines"));

    private static final HouseRules RULES = HouseRules.of("dev.emporium.order");

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
                        Path.of("src/main/java/dev/emporium/order"), Path.of("src/main/resources/migrations")))
                .isEmpty();
    }

    @Test
    void statementsNameTheirColumns() {
        assertThat(NamedColumns.missingIn(Path.of("src/main"))).isEmpty();
    }
}
