package dev.emporium.platform.audit;

import java.util.UUID;

/**
 * Something as it is to be noted. It holds ids and no more about persons.
 *
 * @param action such as {@code order.status}
 * @param subjectId of what or whom it was done to, null for nothing that has an id
 * @param pseudonym of what stands in the place of an id, as an e-mail that was tried; null when the ids say it all
 * @param detail what it became, or what else must be known; null for nothing
 */
public record AuditNote(Actor actor, String action, UUID subjectId, String pseudonym, String detail) {
    public AuditNote(Actor actor, String action, UUID subjectId, String detail) {
        this(actor, action, subjectId, null, detail);
    }

    public AuditNote under(String name) {
        return new AuditNote(actor, action, subjectId, name, detail);
    }

    public AuditNote with(String what) {
        return new AuditNote(actor, action, subjectId, pseudonym, what);
    }
}
