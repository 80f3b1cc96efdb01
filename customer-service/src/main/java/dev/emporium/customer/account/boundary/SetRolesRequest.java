package dev.emporium.customer.account.boundary;

import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.security.Role;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Set;

/** What a customer shall be from now on. */
@Schema(example = "{\"roles\": [\"customer\", \"staff\"]}")
record SetRolesRequest(@NotEmpty @Size(max = 3) List<@NotNull Role> roles) {
    Set<Role> asked() {
        if (roles.contains(Role.SERVICE)) {
            throw ProblemException.of(422, "invalid", "The request is well-formed but not valid.")
                    .withErrors(List.of(new FieldError("roles", "service is for services, not for people")));
        }
        return Set.copyOf(roles);
    }
}
