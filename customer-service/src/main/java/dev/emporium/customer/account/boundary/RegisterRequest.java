package dev.emporium.customer.account.boundary;

import dev.emporium.platform.text.AsGiven;
import dev.emporium.platform.text.Line;
import dev.emporium.platform.text.MailAddress;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;

/** What somebody says about themselves to get an account. There is no role in it. */
@Schema(example = "{\"email\": \"jo@example.com\", \"password\": \"a lighthouse, 3 gulls\", \"name\": \"Jo\"}")
record RegisterRequest(
        @NotNull @MailAddress String email,
        @Schema(
                        description =
                                "Not easily guessed, also from name and e-mail. However it is typed, it is the same:"
                                        + " OpaqueString of RFC 8265",
                        minLength = 12,
                        maxLength = 128)
                @NotNull
                @AsGiven
                String password,
        @NotNull @Line(max = 200) String name) {
    @Override
    public String toString() {
        return "RegisterRequest[REDACTED]";
    }
}
