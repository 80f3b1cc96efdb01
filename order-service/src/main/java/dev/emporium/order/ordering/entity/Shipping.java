package dev.emporium.order.ordering.entity;

import dev.emporium.platform.Money;
import java.time.LocalDate;

/**
 * How an order is sent.
 *
 * @param price a part of the order's total
 * @param deliverOn the day that the buyer wishes for, or null
 */
public record Shipping(String method, Money price, LocalDate deliverOn) {}
