package dev.emporium.customer.account.boundary;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** What somebody says about themselves to get an account. There is no role in it. */
record RegisterRequest(
        @Schema(example = "jo@example.com") @NotBlank @Email @Size(max = 254) String email,
        @Schema(example = "correct horse battery", minLength = 12, maxLength = 128) @NotNull String password,
        @Schema(example = "Jo") @NotBlank @Size(max = 200) String name) {
    RegisterRequest {
        // the constraints look at what is left
        email = email == null ? null : email.strip();
    }

    @Override
    public String toString() {
        return "RegisterRequest[REDACTED]";
    }
}
