package dev.emporium.platform.audit;

import jakarta.annotation.Nullable;
import java.time.Instant;
import java.util.UUID;

/**
 * A change as it was noted: who, what, when, from where, and in which request.
 *
 * @param action such as {@code order.status}
 * @param subjectId the id of what was changed
 * @param detail what it became; no personal data
 */
public record AuditEntry(
        UUID entryId,
        Instant at,
        UUID actorId,
        String action,
        UUID subjectId,
        @Nullable String detail,
        String address,
        @Nullable String requestId) {}
