package dev.emporium.platform;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How the platform is laid out inside: the ground, the packages that stand on it, and the skeleton that stands on all. */
class PlatformRulesTest {
    private static final String PLATFORM = "dev.emporium.platform";
    private static final String VIOLATION = "dev.emporium.violation.platform";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(PLATFORM);

    static List<ArchRule> rules() {
        return rules(PLATFORM);
    }

    static List<ArchRule> rulesOfTheViolation() {
        return rules(VIOLATION);
    }

    private static List<ArchRule> rules(String root) {
        return List.of(packagesDoNotGoInCircles(root), nobodyLooksAtTheSkeleton(root), knowsNobodyElseOfTheHouse(root));
    }

    /** The root package is one of them: what it looks at looks at no other. */
    private static ArchRule packagesDoNotGoInCircles(String root) {
        return slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return type.getPackageName().startsWith(root)
                                ? SliceIdentifier.of(type.getPackageName())
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "packages of " + root;
                    }
                })
                .should()
                .beFreeOfCycles();
    }

    private static ArchRule nobodyLooksAtTheSkeleton(String root) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(root + ".service")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".service");
    }

    private static ArchRule knowsNobodyElseOfTheHouse(String root) {
        return noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("dev.emporium..").and(not(resideInAPackage(root + ".."))));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void thePlatformKeepsEveryRule(ArchRule rule) {
        rule.check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("rulesOfTheViolation")
    void everyRuleFailsOnItsDeliberateViolation(ArchRule rule) {
        JavaClasses violations = new ClassFileImporter().importPackages(VIOLATION);
        assertThat(rule.evaluate(violations).hasViolation()).isTrue();
    }
}
