package dev.emporium.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import dev.emporium.platform.testing.HouseRules;
import dev.emporium.platform.testing.NamedColumns;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
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
    void statementsNameTheirColumns() {
        assertThat(NamedColumns.missingIn(Path.of("src/main"))).isEmpty();
    }
}
