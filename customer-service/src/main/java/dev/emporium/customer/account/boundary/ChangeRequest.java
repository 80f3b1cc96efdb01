package dev.emporium.customer.account.boundary;

import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.text.AsGiven;
import dev.emporium.platform.text.Line;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.List;

/** What to change of one's own account; what is left out stays. */
@Schema(example = "{\"name\": \"Jo Doe\"}")
record ChangeRequest(
        @Line(max = 200) String name,
        @Size(max = 1000) @AsGiven String currentPassword,
        @Schema(minLength = 12, maxLength = 128) @AsGiven String newPassword) {

    /** Whether the password is to be changed; the present one has to be given with it. */
    boolean changesPassword() {
        if ((newPassword == null) != (currentPassword == null)) {
            String missing = newPassword == null ? "new_password" : "current_password";
            throw ProblemException.of(422, "invalid", "The request is well-formed but not valid.")
                    .withErrors(List.of(new FieldError(missing, "must be given to change the password")));
        }
        return newPassword != null;
    }

    @Override
    public String toString() {
        return "ChangeRequest[REDACTED]";
    }
}
