package dev.emporium.platform.audit;

import dev.emporium.platform.Exchange;
import dev.emporium.platform.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;

/**
 * Somebody who does something, and the address that the request came from.
 *
 * @param id null when nobody knows who it was
 */
public record Actor(UUID id, String address) {
    public static Actor of(Caller caller, HttpServletRequest request) {
        return new Actor(caller.id(), Exchange.of(request).client());
    }
}
