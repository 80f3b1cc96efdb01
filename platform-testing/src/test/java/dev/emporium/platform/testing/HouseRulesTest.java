package dev.emporium.platform.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HouseRulesTest {
    static List<ArchRule> rules() {
        return HouseRules.of("dev.emporium.violation").all();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleFailsOnItsDeliberateViolation(ArchRule rule) {
        JavaClasses violations = new ClassFileImporter().importPackages("dev.emporium.violation");
        assertThat(rule.evaluate(violations).hasViolation()).isTrue();
    }
}
