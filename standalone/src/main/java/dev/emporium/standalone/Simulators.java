package dev.emporium.standalone;

import dev.emporium.local.Http;
import dev.emporium.simulators.PaymentProviderSimulator;
import java.util.List;
import java.util.Map;

/**
 * Those outside whom the services talk to, as this machine has them: processes of their own, so that they can be away. Who
 * sets a service's variable has somebody else asked.
 */
final class Simulators {

    static final String PAYMENT_PROVIDER = "payment-provider";

    private static final List<String> FRUGAL = List.of("-Xms8m", "-Xmx48m", "-XX:TieredStopAtLevel=1");

    private Simulators() {}

    /** By their names, the ports that they listen at. */
    static Map<String, Integer> ports(Settings settings) {
        return Map.of(PAYMENT_PROVIDER, settings.paymentProviderPort());
    }

    static List<Child> all(Settings settings) {
        return List.of(paymentProvider(settings));
    }

    private static Child paymentProvider(Settings settings) {
        String url = "http://127.0.0.1:" + settings.paymentProviderPort();
        return Child.plain(
                PAYMENT_PROVIDER,
                settings.paymentProviderPort(),
                Jvm.own(settings, FRUGAL, PaymentProviderSimulator.class),
                Map.of(
                        "PAYMENT_PROVIDER_PORT",
                        Integer.toString(settings.paymentProviderPort()),
                        "PAYMENT_PROVIDER_PUBLIC_URL",
                        "http://localhost:" + settings.paymentProviderPort(),
                        "PAYMENT_PROVIDER_FOLDER",
                        settings.data().resolve(PAYMENT_PROVIDER).toString(),
                        "PAYMENT_WEBHOOK_URL",
                        settings.url(settings.service("payment-service")) + "/webhooks/simulated"),
                () -> Http.status(url + "/health") == 200);
    }

    /** What services are told of them. */
    static Map<String, String> environment(Settings settings) {
        return Map.of("PAYMENT_PROVIDER_URL", "http://127.0.0.1:" + settings.toldPort("PAYMENT_PROVIDER_PORT"));
    }
}
