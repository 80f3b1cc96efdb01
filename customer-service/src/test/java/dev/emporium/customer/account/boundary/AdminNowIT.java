package dev.emporium.customer.account.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.emporium.customer.Desk;
import dev.emporium.customer.Desk.Person;
import dev.emporium.platform.audit.AuditResource;
import dev.emporium.platform.testing.HouseRules;
import jakarta.annotation.security.RolesAllowed;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What only admins may do, none may who was one when their token was made: the token's word is not enough. */
class AdminNowIT {
    private static Desk desk;

    /** An operation, and the resource method that does it. */
    private record Operation(String method, String path, String body, String by) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @BeforeAll
    static void open() {
        desk = new Desk();
    }

    @AfterAll
    static void close() {
        desk.close();
    }

    static Stream<Operation> operations() {
        return Stream.of(
                new Operation("GET", "/", null, "CustomersResource.list"),
                new Operation("GET", "/?q=a", null, "CustomersResource.list"),
                new Operation("PUT", "/{me}/roles", "{\"roles\": [\"admin\"]}", "CustomersResource.setRoles"),
                new Operation("POST", "/keys/rotations", null, "KeysResource.rotate"),
                new Operation("GET", "/audit", null, "AuditResource.audit"),
                new Operation("GET", "/audit?subject_id={me}", null, "AuditResource.audit"));
    }

    private static int status(Operation operation, Person person) {
        String path = operation.path().replace("{me}", person.id().toString());
        return desk.as(person.accessToken(), operation.method(), path, operation.body())
                .status();
    }

    @Test
    void knowsEveryOperationOfAdmins() {
        JavaClasses shared = new ClassFileImporter().importClasses(AuditResource.class);
        List<String> ofAdmins = Stream.concat(
                        HouseRules.of("dev.emporium.customer").classesOfTheService().stream(), shared.stream())
                .map(JavaClass::getMethods)
                .flatMap(methods -> methods.stream().filter(AdminNowIT::isForAdminsAlone))
                .map(method -> method.getOwner().getSimpleName() + "." + method.getName())
                .toList();
        assertThat(operations().map(Operation::by).distinct()).containsExactlyInAnyOrderElementsOf(ofAdmins);
    }

    private static boolean isForAdminsAlone(JavaMethod method) {
        return method.tryGetAnnotationOfType(RolesAllowed.class)
                .map(rule -> Arrays.equals(rule.value(), new String[] {"admin"}))
                .orElse(false);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void refusesWhoWasMadeACustomerSince(Operation operation) {
        Person former = desk.newAdmin();
        assertThat(status(operation, former)).isIn(200, 201);
        desk.setRoles(former.id(), "customer");
        assertThat(status(operation, former)).isEqualTo(403);
        assertThat(desk.rows(String.class, "select roles::text from customers where customer_id = ?", former.id()))
                .containsExactly("{customer}");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void refusesWhoseAccountWasDeletedSince(Operation operation) {
        Person former = desk.newAdmin();
        desk.as(former.accessToken(), "DELETE", "/me", "{\"current_password\": \"" + Desk.PASSWORD + "\"}");
        assertThat(status(operation, former)).isEqualTo(403);
    }
}
