/**
 * Writes that are safe to retry: the caller names its request with an {@code Idempotency-Key} (IETF draft
 * "The Idempotency-Key HTTP Header Field"), and the same key gives the first answer again.
 */
package dev.emporium.platform.idempotency;
