package dev.emporium.customer.account.boundary;

import dev.emporium.platform.text.AsGiven;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** That somebody who deletes the account is who opened it, and means it. */
@Schema(example = "{\"current_password\": \"a lighthouse, 3 gulls\"}")
record DeleteRequest(@NotNull @Size(max = 1000) @AsGiven String currentPassword) {
    @Override
    public String toString() {
        return "DeleteRequest[REDACTED]";
    }
}
