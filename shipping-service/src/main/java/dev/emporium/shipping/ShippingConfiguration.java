package dev.emporium.shipping;

import dev.emporium.platform.service.ServiceConfiguration;

/** What shipping-service is configured with: what every service is. */
public final class ShippingConfiguration extends ServiceConfiguration {}
