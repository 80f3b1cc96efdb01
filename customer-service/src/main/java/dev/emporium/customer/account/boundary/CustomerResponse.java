package dev.emporium.customer.account.boundary;

import dev.emporium.customer.account.entity.Customer;
import dev.emporium.platform.security.Role;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A customer as they themselves and admins see them. */
record CustomerResponse(UUID customerId, String email, String name, List<Role> roles, Instant createdAt) {
    static CustomerResponse from(Customer customer) {
        return new CustomerResponse(
                customer.customerId(),
                customer.email(),
                customer.name(),
                customer.roles().stream().sorted().toList(),
                customer.createdAt());
    }

    @Override
    public String toString() {
        return "CustomerResponse[" + customerId + "]";
    }
}
