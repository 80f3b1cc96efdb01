package dev.emporium.customer.credential.entity;

import java.util.UUID;

/** A password's hash and whose it is. */
public record Credential(UUID customerId, String passwordHash) {
    @Override
    public String toString() {
        return "Credential[" + customerId + "]";
    }
}
