package dev.emporium.customer.audit.entity;

import dev.emporium.customer.audit.entity.SecurityEvents.Kind;
import java.util.UUID;

/**
 * Something that matters to security, as it is to be noted. It holds ids and no more about persons: neither e-mail nor
 * password nor token.
 *
 * @param actor who did it, null when nobody knows
 * @param subject whom it was done to, null for nobody we know
 * @param account the pseudonym of the e-mail that was tried, null when the subject says it all
 * @param detail what else must be known, null for nothing
 */
public record SecurityEvent(Kind kind, UUID actor, UUID subject, String account, String detail, Origin origin) {
    /** What somebody did to themselves. */
    public static SecurityEvent own(Kind kind, UUID customerId, Origin origin) {
        return new SecurityEvent(kind, customerId, customerId, null, null, origin);
    }

    public SecurityEvent with(String what) {
        return new SecurityEvent(kind, actor, subject, account, what, origin);
    }
}
