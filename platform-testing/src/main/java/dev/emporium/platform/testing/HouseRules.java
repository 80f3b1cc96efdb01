package dev.emporium.platform.testing;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.ConstructorCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.idempotency.Idempotent;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.security.AccessRule;
import dev.emporium.platform.testing.Heard.Arrival;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.platform.commons.annotation.Testable;

/**
 * How a service is laid out inside (DESIGN, section 7): components first, layers inside a component, dependencies from
 * boundary to control to entity and never back, and no service leans on another.
 */
public final class HouseRules {
    private final String root;
    private final JavaClasses classes;

    private HouseRules(String root) {
        this.root = root;
        // once, since it takes as long as the check of a rule takes a hundred times
        this.classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(root);
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
                .resideInAnyPackage("jakarta.ws.rs..", "jakarta.servlet..");
    }

    /** A use case's transaction is control's. */
    public ArchRule noDatabaseInABoundary() {
        return notInABoundary(Jdbi.class);
    }

    /** A message is written where the change is that it tells of. */
    public ArchRule controlWritesTheOutbox() {
        return notInABoundary(Outbox.class);
    }

    /** The boundary only renders the answer that is kept. */
    public ArchRule controlClaimsIdempotencyKeys() {
        return notInABoundary(Idempotency.class);
    }

    private ArchRule notInABoundary(Class<?> type) {
        return noClasses()
                .that()
                .resideInAPackage(root + ".*.boundary..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(type);
    }

    /** It reads its messages and hands on what they say, with the transaction that it was called in. */
    public ArchRule listenersCallControlOnly() {
        DescribedPredicate<JavaAccess<?>> others = DescribedPredicate.describe(
                "is of neither control nor the message",
                access -> !(access.getTarget() instanceof ConstructorCallTarget)
                        && !resideInAnyPackage(root + ".*.control..", root + ".*.boundary..", "java..")
                                .or(assignableTo(Message.class))
                                .test(access.getTargetOwner()));
        return noClasses()
                .that()
                .resideInAPackage(root + ".*.boundary..")
                .and()
                .haveSimpleNameEndingWith("Listener")
                .should()
                .accessTargetWhere(others)
                .allowEmptyShould(true);
    }

    /**
     * Whatever is heard from Kafka comes twice, late, out of order or as nothing that can be read one day: for each listener,
     * by whatever name it goes, there are tests that say by {@link Heard} that they show what comes of that.
     */
    public ArchRule everyListenerIsTestedWithWhatKafkaMayBring() {
        return classes()
                .that(DescribedPredicate.describe("listen", HouseRules::listens))
                .should(new ArchCondition<>("be tested with what comes " + EnumSet.allOf(Arrival.class)) {
                    private Map<String, Set<Arrival>> shown;

                    @Override
                    public void init(Collection<JavaClass> listeners) {
                        shown = arrivalsInTests();
                    }

                    @Override
                    public void check(JavaClass listener, ConditionEvents events) {
                        Set<Arrival> missing = EnumSet.allOf(Arrival.class);
                        missing.removeAll(shown.getOrDefault(listener.getName(), Set.of()));
                        if (!missing.isEmpty()) {
                            events.add(SimpleConditionEvent.violated(
                                    listener, listener.getName() + " is not tested with what comes " + missing));
                        }
                    }
                })
                .allowEmptyShould(true);
    }

    private static boolean listens(JavaClass type) {
        return type.isAssignableTo(MessageHandler.class)
                || type.getMethods().stream()
                        .anyMatch(method -> method.getModifiers().contains(JavaModifier.PUBLIC)
                                && method.getReturnType().getAllInvolvedRawTypes().stream()
                                        .anyMatch(part -> part.isEquivalentTo(MessageHandler.class)));
    }

    /** What tests that run say that they show, by listener. */
    private Map<String, Set<Arrival>> arrivalsInTests() {
        Map<String, Set<Arrival>> shown = new HashMap<>();
        new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests()).importPackages(root).stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.isMetaAnnotatedWith(Testable.class))
                        .flatMap(method -> Arrays.stream(method.reflect().getAnnotationsByType(Heard.class)))
                        .forEach(heard -> Arrays.stream(heard.by()).forEach(listener -> shown.computeIfAbsent(
                                        listener.getName(), name -> EnumSet.noneOf(Arrival.class))
                                .addAll(List.of(heard.arriving()))));
        return shown;
    }

    /** What is stateless is made once and shared; the handle comes with each call, and says which transaction it is. */
    public ArchRule nobodyKeepsAHandle() {
        return noFields().should().haveRawType(assignableTo(Handle.class));
    }

    /** Compiled with {@code -Xpkginfo:always}, a package's description is a class. */
    public ArchRule everyPackageSaysWhatItIsFor() {
        return classes().should(new ArchCondition<>("have a package that says what it is for") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (type.getPackage().tryGetPackageInfo().isEmpty()) {
                    events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " has no package-info"));
                }
            }
        });
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

    /** Whoever reads the description learns where a request may be named. */
    public ArchRule whatTakesAKeySaysSo() {
        return methods()
                .that(DescribedPredicate.describe(
                        "take an Idempotency-Key", method -> method.getMethodCallsFromSelf().stream()
                                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(IdempotentRequest.class)
                                        && call.getName().equals("of"))))
                .should()
                .beAnnotatedWith(Idempotent.class)
                .allowEmptyShould(true);
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

    /** There is one, with one set of filters, in the platform. */
    public ArchRule theAuditTrailIsReadByThePlatformsResource() {
        return noClasses()
                .should()
                .beAnnotatedWith(DescribedPredicate.describe(
                        "@Path(\"audit\")",
                        annotation -> annotation.getRawType().isEquivalentTo(Path.class)
                                && annotation
                                        .get("value")
                                        .filter(path ->
                                                path.toString().replace("/", "").equals("audit"))
                                        .isPresent()));
    }

    public List<ArchRule> all() {
        return List.of(
                entityLooksBackAtNobody(),
                controlDoesNotLookBackAtTheBoundary(),
                controlKnowsNothingOfHttpResources(),
                noDatabaseInABoundary(),
                controlWritesTheOutbox(),
                controlClaimsIdempotencyKeys(),
                listenersCallControlOnly(),
                everyListenerIsTestedWithWhatKafkaMayBring(),
                nobodyKeepsAHandle(),
                everyPackageSaysWhatItIsFor(),
                everythingIsInALayerOfAComponent(),
                componentsDoNotGoInCircles(),
                leansOnNoOtherService(),
                everyResourceMethodSaysWhoMayCallIt(),
                whatTakesAKeySaysSo(),
                everyCollectionOfARequestIsBounded(),
                theAuditTrailIsReadByThePlatformsResource());
    }

    /** The service's own classes, without its tests. */
    public JavaClasses classesOfTheService() {
        return classes;
    }
}
