package dev.emporium.customer.signin.boundary;

import dev.emporium.platform.text.AsGiven;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** Which session to end. */
@Schema(example = "{\"refresh_token\": \"rt_...\"}")
record SignOutRequest(@NotNull @Size(max = 1000) @AsGiven String refreshToken) {
    @Override
    public String toString() {
        return "SignOutRequest[REDACTED]";
    }
}
