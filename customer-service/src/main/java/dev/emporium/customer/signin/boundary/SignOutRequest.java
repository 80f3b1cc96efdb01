package dev.emporium.customer.signin.boundary;

import dev.emporium.platform.text.AsGiven;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** Which session to end. */
record SignOutRequest(@NotNull @Size(max = 1000) @AsGiven String refreshToken) {
    @Override
    public String toString() {
        return "SignOutRequest[REDACTED]";
    }
}
