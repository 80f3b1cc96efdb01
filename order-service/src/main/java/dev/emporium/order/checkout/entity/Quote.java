package dev.emporium.order.checkout.entity;

import dev.emporium.platform.Money;

/** What one way to send an order would cost. */
public record Quote(String method, String name, Money price, Rates.Days days) {}
