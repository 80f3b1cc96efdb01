package dev.emporium.customer.account.boundary;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** That somebody who deletes the account is who opened it, and means it. */
record DeleteRequest(@NotNull @Size(max = 1000) String currentPassword) {
    @Override
    public String toString() {
        return "DeleteRequest[REDACTED]";
    }
}
