package dev.emporium.customer.account.boundary;

import dev.emporium.customer.account.entity.Customer;
import java.util.UUID;

/** Where and by which name somebody is written to. */
record ContactResponse(UUID customerId, String email, String name) {
    static ContactResponse from(Customer customer) {
        return new ContactResponse(customer.customerId(), customer.email(), customer.name());
    }

    @Override
    public String toString() {
        return "ContactResponse[" + customerId + "]";
    }
}
