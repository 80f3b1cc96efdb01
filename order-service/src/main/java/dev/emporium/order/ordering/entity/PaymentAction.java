package dev.emporium.order.ordering.entity;

import java.net.URI;
import java.time.Instant;

/** What the buyer must do before the payment goes on: confirm it at this address until then. */
public record PaymentAction(URI url, Instant expiresAt) {}
