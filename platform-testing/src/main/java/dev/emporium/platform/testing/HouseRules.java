package dev.emporium.platform.testing;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.emporium.platform.security.AccessRule;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.HttpMethod;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * How a service is laid out inside (DESIGN, section 7): components first, layers inside a component, dependencies from
 * boundary to control to entity and never back, and no service leans on another.
 */
public final class HouseRules {
    private final String root;

    private HouseRules(String root) {
        this.root = root;
    }

    /** @param root the service's package, such as {@code dev.emporium.order} */
    public static HouseRules of(String root) {
        return new HouseRules(root);
    }

    public ArchRule entityLooksBackAtNobody() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".*.entity..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(root + ".*.control..", root + ".*.boundary..");
    }

    public ArchRule controlDoesNotLookBackAtTheBoundary() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".*.control..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".*.boundary..");
    }

    public ArchRule controlKnowsNothingOfHttpResources() {
        return noClasses()
                .that()
                .resideInAnyPackage(root + ".*.control..", root + ".*.entity..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.ws.rs.container..", "jakarta.servlet..");
    }

    public ArchRule everythingIsInALayerOfAComponent() {
        return classes()
                .that(not(resideInAPackage(root)))
                .should()
                .resideInAnyPackage(root + ".*.boundary", root + ".*.control", root + ".*.entity");
    }

    public ArchRule componentsDoNotGoInCircles() {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }

    public ArchRule leansOnNoOtherService() {
        return noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("dev.emporium..")
                        .and(not(resideInAnyPackage(root + "..", "dev.emporium.platform.."))));
    }

    /** The same is asked of a service when it starts. */
    public ArchRule everyResourceMethodSaysWhoMayCallIt() {
        return methods()
                .that()
                .areMetaAnnotatedWith(HttpMethod.class)
                .should(new ArchCondition<>("say who may call them") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        if (AccessRule.of(method.reflect()).isEmpty()) {
                            events.add(SimpleConditionEvent.violated(method, method.getFullName() + " does not"));
                        }
                    }
                });
    }

    /** What has a bound is read no further than that. */
    public ArchRule everyCollectionOfARequestIsBounded() {
        return classes()
                .that()
                .haveSimpleNameEndingWith("Request")
                .and()
                .areAssignableTo(Record.class)
                .should(new ArchCondition<>("bound their collections by @Size(max = ...)") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (RecordComponent part : type.reflect().getRecordComponents()) {
                            boolean many = Collection.class.isAssignableFrom(part.getType())
                                    || Map.class.isAssignableFrom(part.getType());
                            Size size = part.getAccessor().getAnnotation(Size.class);
                            if (many && (size == null || size.max() == Integer.MAX_VALUE)) {
                                events.add(SimpleConditionEvent.violated(
                                        type, type.getFullName() + "." + part.getName() + " has no bound"));
                            }
                        }
                    }
                })
                .allowEmptyShould(true);
    }

    public List<ArchRule> all() {
        return List.of(
                entityLooksBackAtNobody(),
                controlDoesNotLookBackAtTheBoundary(),
                controlKnowsNothingOfHttpResources(),
                everythingIsInALayerOfAComponent(),
                componentsDoNotGoInCircles(),
                leansOnNoOtherService(),
                everyResourceMethodSaysWhoMayCallIt(),
                everyCollectionOfARequestIsBounded());
    }

    /** The service's own classes, without its tests. */
    public JavaClasses classesOfTheService() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(root);
    }
}
