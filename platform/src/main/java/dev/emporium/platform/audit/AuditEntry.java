package dev.emporium.platform.audit;

import jakarta.annotation.Nullable;
import java.time.Instant;
import java.util.UUID;

/**
 * An {@link AuditNote} as it stands in the trail: who, what, to whom, when, from where, and in which request.
 *
 * @param address {@code service} for what the service did by itself
 */
public record AuditEntry(
        UUID entryId,
        Instant at,
        @Nullable UUID actorId,
        String action,
        @Nullable UUID subjectId,
        @Nullable String pseudonym,
        @Nullable String detail,
        String address,
        @Nullable String requestId) {}
