package dev.emporium.payment;

import dev.emporium.platform.Platform;
import dev.emporium.platform.security.Security;
import dev.emporium.platform.service.EmporiumService;

/** Payments: money held, taken and given back at a provider, each amount in a ledger. */
public final class PaymentService extends EmporiumService<PaymentConfiguration> {
    public PaymentService() {
        super("payment-service", "payments", PaymentConfiguration.class);
    }

    public static void main(String[] arguments) throws Exception {
        new PaymentService().start(arguments);
    }

    @Override
    protected void assemble(PaymentConfiguration configuration, Platform platform) {
        Security.install(platform, configuration.getTokens());
    }
}
