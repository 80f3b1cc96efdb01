package dev.emporium.shipping;

import dev.emporium.platform.Platform;
import dev.emporium.platform.security.Security;
import dev.emporium.platform.service.EmporiumService;
import dev.emporium.shipping.rate.boundary.RatesResource;
import dev.emporium.shipping.rate.control.RateFile;

/** Shipments: what it costs to bring an order somewhere, and where its parcel is. */
public final class ShippingService extends EmporiumService<ShippingConfiguration> {
    public ShippingService() {
        super("shipping-service", "shipments", ShippingConfiguration.class);
    }

    public static void main(String[] arguments) throws Exception {
        new ShippingService().start(arguments);
    }

    @Override
    protected void assemble(ShippingConfiguration configuration, Platform platform) {
        Security.install(platform, configuration.getTokens());
        platform.resource(new RatesResource(RateFile.read(configuration.rates(), platform.json())));
    }
}
