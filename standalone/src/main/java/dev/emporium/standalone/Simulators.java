package dev.emporium.standalone;

import dev.emporium.local.Http;
import dev.emporium.simulators.PaymentProviderSimulator;
import dev.emporium.simulators.mail.MailboxSimulator;
import java.util.List;
import java.util.Map;

/**
 * Those outside whom the services talk to, as this machine has them: processes of their own, so that they can be away. Who
 * sets a service's variable has somebody else asked.
 */
final class Simulators {

    /** Their names, and those of their folders. */
    static final List<String> NAMES = List.of("payment-provider", "mailbox");

    /** They take little, but for what they have to remember of all orders there ever were. */
    private static final List<String> FRUGAL = List.of("-Xms8m", "-Xmx192m", "-XX:TieredStopAtLevel=1");

    private final Settings settings;

    Simulators(Settings settings) {
        this.settings = settings;
    }

    List<Child> all() {
        return List.of(paymentProvider(), mailbox());
    }

    private Child paymentProvider() {
        return child(
                NAMES.get(0),
                settings.paymentProviderPort(),
                PaymentProviderSimulator.class,
                Map.of(
                        "PAYMENT_PROVIDER_PORT",
                        Integer.toString(settings.paymentProviderPort()),
                        "PAYMENT_PROVIDER_PUBLIC_URL",
                        "http://localhost:" + settings.paymentProviderPort(),
                        "PAYMENT_PROVIDER_FOLDER",
                        folder(NAMES.get(0)),
                        "PAYMENT_WEBHOOK_URL",
                        settings.url(settings.service("payment-service")) + "/webhooks/simulated"));
    }

    private Child mailbox() {
        return child(
                NAMES.get(1),
                settings.mailboxPort(),
                MailboxSimulator.class,
                Map.of(
                        "MAILBOX_HTTP_PORT", Integer.toString(settings.mailboxPort()),
                        "MAILBOX_SMTP_PORT", Integer.toString(settings.smtpPort()),
                        "MAILBOX_FOLDER", folder(NAMES.get(1))));
    }

    private String folder(String name) {
        return settings.data().resolve(name).toString();
    }

    private Child child(String name, int port, Class<?> main, Map<String, String> environment) {
        return Child.plain(
                name,
                port,
                Jvm.own(settings, FRUGAL, main),
                environment,
                () -> Http.status("http://127.0.0.1:" + port + "/health") == 200);
    }

    /** What services are told of them. */
    Map<String, String> environment() {
        String local = "http://127.0.0.1:";
        return Map.of(
                "PAYMENT_PROVIDER_URL",
                local + settings.toldPort("PAYMENT_PROVIDER_PORT"),
                "PAYMENT_RETURN_URL",
                "http://localhost:" + settings.gatewayPort() + "/",
                "SMTP_HOST",
                "127.0.0.1",
                "SMTP_PORT",
                Integer.toString(settings.toldPort("MAILBOX_SMTP_PORT")),
                "SMTP_TLS",
                "off",
                "SMS_GATEWAY_URL",
                local + settings.toldPort("MAILBOX_HTTP_PORT") + "/sms",
                "STAFF_EMAIL",
                DemoAccount.STAFF.email(),
                // so that one can see parcels move, and move them faster
                "CARRIER_PACE",
                "30s");
    }
}
