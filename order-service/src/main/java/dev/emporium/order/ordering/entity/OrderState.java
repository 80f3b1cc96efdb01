package dev.emporium.order.ordering.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * What of an order changes. All else stays as it was placed, but for an address that is erased. As JSON it is kept with the
 * key that an order was placed by, so it is read by versions to come.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrderState(OrderStatus status, String reason, PaymentAction action, Instant updatedAt) {}
