package dev.emporium.platform.audit;

import dev.emporium.platform.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;

/**
 * Somebody who changes something, and from where.
 *
 * @param address the client's address as the gateway saw it; without a gateway, the peer's
 */
public record Actor(UUID id, String address) {
    private static final int LONGEST_ADDRESS = 45;

    /** The gateway puts its peer at the end of {@code X-Forwarded-For}; what stands before that anybody may have written. */
    public static Actor of(Caller caller, HttpServletRequest request) {
        String forwarded = request.getHeader("X-Forwarded-For");
        String last = forwarded == null
                ? ""
                : forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
        boolean usable = !last.isEmpty() && last.length() <= LONGEST_ADDRESS;
        return new Actor(caller.id(), usable ? last : request.getRemoteAddr());
    }
}
