package dev.emporium.customer.audit.control;

import dev.emporium.customer.audit.entity.AuditEntry;
import dev.emporium.customer.audit.entity.SecurityEvents;
import dev.emporium.platform.web.Page;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Reading the audit trail, for admins. Whoever writes does so in the transaction of what is noted. Thread safe. */
public final class AuditTrail {
    private final SecurityEvents events = new SecurityEvents();
    private final Jdbi jdbi;
    private final AdminNow admins;

    public AuditTrail(Jdbi jdbi, AdminNow admins) {
        this.jdbi = jdbi;
        this.admins = admins;
    }

    /** @param subject whom the entries are about, null for everybody */
    public Page<AuditEntry> list(UUID caller, UUID subject, UUID before, int limit) {
        return jdbi.inTransaction(transaction -> {
            admins.require(transaction, caller);
            return Page.of(events.list(transaction, subject, before, limit + 1), limit, AuditEntry::eventId);
        });
    }
}
