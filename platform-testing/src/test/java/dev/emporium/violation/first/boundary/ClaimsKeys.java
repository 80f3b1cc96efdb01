package dev.emporium.violation.first.boundary;

import dev.emporium.platform.idempotency.Idempotency;

/** Breaks the rule that control claims idempotency keys. */
class ClaimsKeys {
    Idempotency idempotency;
}
