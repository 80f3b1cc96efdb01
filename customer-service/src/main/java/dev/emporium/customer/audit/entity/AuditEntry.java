package dev.emporium.customer.audit.entity;

import dev.emporium.customer.audit.entity.SecurityEvents.Kind;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.annotation.Nullable;
import java.time.Instant;
import java.util.UUID;

/** A security event as it was noted: who, what, whom, when, from where, and in which request. */
@Schema(name = "SecurityEvent")
public record AuditEntry(
        UUID eventId,
        Instant at,
        Kind event,
        @Nullable UUID actorId,
        @Nullable UUID subjectId,
        @Nullable String account,
        @Nullable String detail,
        String address,
        @Nullable String requestId) {}
