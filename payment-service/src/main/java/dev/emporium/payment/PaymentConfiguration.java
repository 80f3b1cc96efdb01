package dev.emporium.payment;

import dev.emporium.platform.service.ServiceConfiguration;

/** What payment-service is configured with: what every service is. */
public final class PaymentConfiguration extends ServiceConfiguration {}
