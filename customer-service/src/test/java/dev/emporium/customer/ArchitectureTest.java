package dev.emporium.customer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import dev.emporium.customer.credential.entity.KnownNetworks;
import dev.emporium.customer.credential.entity.Throttles;
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
                    "account", Set.of("customers", "addresses"),
                    "credential", Set.of("throttles", "known_networks"),
                    "signin", Set.of("sessions", "refresh_tokens"),
                    "key", Set.of("signing_keys"),
                    "audit", Set.of("security_events")),
            Set.of());
    private static final HouseRules RULES = HouseRules.of("dev.emporium.customer");

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

    @Test
    void componentsKeepToTheirOwnTables() {
        assertThat(TABLES.violations(
                        Path.of("src/main/java/dev/emporium/customer"), Path.of("src/main/resources/migrations")))
                .isEmpty();
    }

    /** Whoever checks a password need not know what an account is, nor an account how passwords are kept off from guessers. */
    @Test
    void credentialsAreCheckedByTheirOwnComponentAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.emporium.customer.credential..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.emporium.customer.account..", "dev.emporium.customer.signin..")
                .check(RULES.classesOfTheService());
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.emporium.customer.credential..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Throttles.class, KnownNetworks.class)
                .check(RULES.classesOfTheService());
    }
}
