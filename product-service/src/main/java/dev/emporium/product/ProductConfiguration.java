package dev.emporium.product;

import dev.emporium.platform.service.ServiceConfiguration;

/** What product-service is configured with: what every service is. */
public final class ProductConfiguration extends ServiceConfiguration {}
