package dev.emporium.customer.audit.entity;

import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.audit.AuditNote;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can happen that matters to security. What is noted of it holds ids and no more about persons: neither e-mail nor
 * password nor token.
 */
public enum SecurityEvent {
    REGISTERED,
    SIGNED_IN,
    SIGN_IN_FAILED,
    SIGN_IN_THROTTLED,
    TOKEN_REFRESHED,
    TOKEN_REUSED,
    SIGNED_OUT,
    PASSWORD_CHANGED,
    ACCOUNT_DELETED,
    ROLES_CHANGED,
    KEY_ROTATED;

    private static final Logger LOG = LoggerFactory.getLogger(SecurityEvent.class);

    /** What somebody did to themselves. */
    public AuditNote own(UUID customerId, Origin origin) {
        return by(customerId, customerId, origin);
    }

    /**
     * @param actor who did it, null when nobody knows
     * @param subject whom it was done to, null for nobody we know
     */
    public AuditNote by(UUID actor, UUID subject, Origin origin) {
        return new AuditNote(new Actor(actor, origin.address()), name().toLowerCase(Locale.ROOT), subject, null);
    }

    private boolean isFailure() {
        return this == SIGN_IN_FAILED || this == SIGN_IN_THROTTLED || this == TOKEN_REUSED;
    }

    /** Says in the log what was noted. */
    public static void tell(AuditNote note) {
        LOG.atInfo()
                .addKeyValue("event.action", note.action().replace('_', '-'))
                .addKeyValue(
                        "event.outcome",
                        valueOf(note.action().toUpperCase(Locale.ROOT)).isFailure() ? "failure" : "success")
                .addKeyValue("event.reason", note.detail())
                .addKeyValue("user.id", note.actor().id())
                .addKeyValue("user.target.id", note.subjectId())
                .addKeyValue("user.hash", note.pseudonym())
                .log("Something happened to an account");
    }
}
