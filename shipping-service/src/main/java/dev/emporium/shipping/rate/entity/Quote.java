package dev.emporium.shipping.rate.entity;

import dev.emporium.platform.Money;

/** What one way to send something would cost. */
public record Quote(String method, String name, Money price, Rates.Days days) {}
