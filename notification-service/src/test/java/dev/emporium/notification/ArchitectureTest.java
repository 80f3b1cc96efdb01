package dev.emporium.notification;

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
                    "notification",
                    Set.of("notifications", "order_summaries", "preferences", "erased_customers"),
                    "delivery",
                    Set.of()),
            Set.of());

    private static final HouseRules RULES = HouseRules.of("dev.emporium.notification");

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
                        Path.of("src/main/java/dev/emporium/notification"), Path.of("src/main/resources/migrations")))
                .isEmpty();
    }

    @Test
    void statementsNameTheirColumns() {
        assertThat(NamedColumns.missingIn(Path.of("src/main"))).isEmpty();
    }
}
