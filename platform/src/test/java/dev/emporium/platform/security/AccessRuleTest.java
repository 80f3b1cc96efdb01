package dev.emporium.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.auth.Auth;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessRuleTest {
    /** Every way to say it, and every way to say it wrong. */
    @PermitAll
    public static final class Door {
        @GET
        @PermitAll
        public void everybody() {}

        @GET
        @PermitAll
        public void guestsToo(@Auth Optional<Caller> caller) {}

        @GET
        @PermitAll
        public void whoeverSignedIn(@Auth Caller caller) {}

        @POST
        @RolesAllowed({"staff", "admin"})
        public void staff() {}

        @DELETE
        @DenyAll
        public void nobody() {}

        @POST
        @PermitAll
        @OwnCredentials
        public void credentials() {}

        @GET
        public void unsaid() {}

        @PUT
        @PermitAll
        @RolesAllowed("staff")
        public void contradictory() {}

        @PUT
        @RolesAllowed("boss")
        public void unknownRole() {}

        @PUT
        @RolesAllowed({})
        public void noRole() {}

        @Path("elsewhere")
        public Object locator() {
            return this;
        }

        public void noResource() {}
    }

    private static Optional<AccessRule> rule(String name) {
        return AccessRule.of(Arrays.stream(Door.class.getMethods())
                .filter(method -> method.getName().equals(name))
                .findAny()
                .orElseThrow());
    }

    @Test
    void readsTheRuleOfAMethod() {
        assertThat(rule("everybody")).contains(new AccessRule(Set.of(), false, false));
        assertThat(rule("guestsToo")).contains(new AccessRule(Set.of(), false, false));
        assertThat(rule("whoeverSignedIn")).contains(new AccessRule(Set.of(), true, false));
        assertThat(rule("staff")).contains(new AccessRule(Set.of(Role.STAFF, Role.ADMIN), true, false));
        assertThat(rule("nobody")).contains(new AccessRule(Set.of(), true, false));
        assertThat(rule("credentials")).contains(new AccessRule(Set.of(), false, true));
    }

    @Test
    void findsWhatHasNoClearRuleWhateverTheClassSays() {
        assertThat(AccessRule.missingIn(Door.class))
                .extracting(Method::getName)
                .containsExactlyInAnyOrder("unsaid", "contradictory", "unknownRole", "noRole", "locator");
    }
}
