package dev.emporium.customer.audit.control;

import dev.emporium.customer.audit.entity.AuditEntry;
import dev.emporium.customer.audit.entity.SecurityEvents;
import dev.emporium.platform.persistence.Page;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Reading the audit trail. Whoever writes does so in the transaction of what is noted. Thread safe. */
public final class AuditTrail {
    private final Jdbi jdbi;

    public AuditTrail(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @param subject whom the entries are about, null for everybody */
    public Page<AuditEntry> list(UUID subject, UUID before, int limit) {
        return jdbi.withHandle(handle ->
                Page.of(new SecurityEvents(handle).list(subject, before, limit + 1), limit, AuditEntry::eventId));
    }
}
