package dev.emporium.customer;

import com.tngtech.archunit.lang.ArchRule;
import dev.emporium.platform.testing.HouseRules;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
    private static final HouseRules RULES = HouseRules.of("dev.emporium.customer");

    static List<ArchRule> rules() {
        return RULES.all();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theServiceKeepsTheRulesOfTheHouse(ArchRule rule) {
        rule.check(RULES.classesOfTheService());
    }
}
