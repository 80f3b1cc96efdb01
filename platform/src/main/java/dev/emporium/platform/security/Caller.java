package dev.emporium.platform.security;

import java.security.Principal;
import java.util.Set;
import java.util.UUID;

/**
 * Whom a request comes from, as a verified access token says. A resource method asks for it by {@code @Auth Caller}, or
 * by {@code @Auth Optional<Caller>} where guests are welcome too.
 *
 * @param id the customer's, or the service client's; the token's {@code sub}
 * @param roles as they were when the token was made, at most a token's life ago
 */
public record Caller(UUID id, Set<Role> roles) implements Principal {
    public Caller {
        roles = Set.copyOf(roles);
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }

    /** Whether it is somebody who runs the shop. */
    public boolean isStaff() {
        return has(Role.STAFF) || has(Role.ADMIN);
    }

    @Override
    public String getName() {
        return id.toString();
    }
}
