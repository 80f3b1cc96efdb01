package dev.emporium.violation.first.boundary;

import dev.emporium.platform.idempotency.IdempotentRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Optional;

/** Breaks the rule that what takes a key says so. */
class HidesItsKey {
    Object create(ContainerRequestContext request) {
        return IdempotentRequest.of(Optional.empty(), request);
    }
}
