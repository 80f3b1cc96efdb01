package dev.emporium.customer.account.entity;

import dev.emporium.platform.security.Role;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/** Somebody with an account. Personal data: never logged. */
public record Customer(
        UUID customerId, String email, String name, Set<Role> roles, Instant createdAt, Instant updatedAt) {
    public Customer {
        roles = Set.copyOf(roles);
    }

    @Override
    public String toString() {
        return "Customer[" + customerId + "]";
    }
}
