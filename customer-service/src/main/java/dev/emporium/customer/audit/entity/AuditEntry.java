package dev.emporium.customer.audit.entity;

import dev.emporium.customer.audit.entity.SecurityEvents.Kind;
import java.time.Instant;
import java.util.UUID;

/** A security event as it was noted: who, what, whom, when, from where, and in which request. */
public record AuditEntry(
        UUID eventId,
        Instant at,
        Kind event,
        UUID actorId,
        UUID subjectId,
        String account,
        String detail,
        String address,
        String requestId) {}
