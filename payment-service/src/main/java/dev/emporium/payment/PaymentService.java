package dev.emporium.payment;

import dev.emporium.payment.payment.boundary.BooksResource;
import dev.emporium.payment.payment.boundary.CommandsListener;
import dev.emporium.payment.payment.boundary.CustomerEventsListener;
import dev.emporium.payment.payment.boundary.PaymentsResource;
import dev.emporium.payment.payment.control.Commands;
import dev.emporium.payment.payment.control.Erasure;
import dev.emporium.payment.payment.control.FollowUp;
import dev.emporium.payment.payment.control.PaymentCounts;
import dev.emporium.payment.payment.control.PaymentDesk;
import dev.emporium.payment.payment.control.ProviderWork;
import dev.emporium.payment.payment.control.Refunds;
import dev.emporium.payment.payment.control.Settlement;
import dev.emporium.payment.payment.entity.BookRepository;
import dev.emporium.payment.payment.entity.PaymentRepository;
import dev.emporium.payment.provider.boundary.WebhooksResource;
import dev.emporium.payment.provider.control.PaymentProvider;
import dev.emporium.payment.provider.control.ProviderConfiguration;
import dev.emporium.payment.provider.control.ProviderRetention;
import dev.emporium.payment.provider.control.SimulatedProvider;
import dev.emporium.payment.provider.control.StripeProvider;
import dev.emporium.payment.provider.control.TimedProvider;
import dev.emporium.payment.provider.control.WebhookSignature;
import dev.emporium.payment.provider.control.Webhooks;
import dev.emporium.payment.provider.entity.ProviderCalls;
import dev.emporium.payment.provider.entity.WebhookEvents;
import dev.emporium.platform.Platform;
import dev.emporium.platform.Worker;
import dev.emporium.platform.audit.AuditResource;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.messaging.MessageHandler;
import dev.emporium.platform.messaging.Messaging;
import dev.emporium.platform.operations.Books;
import dev.emporium.platform.security.Security;
import dev.emporium.platform.service.EmporiumService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Payments: money held, taken and given back at a provider, each amount in a ledger. */
public final class PaymentService extends EmporiumService<PaymentConfiguration> {
    private static final int COUNTED = 10_000;

    public PaymentService() {
        super("payment-service", "payments", PaymentConfiguration.class);
    }

    public static void main(String[] arguments) throws Exception {
        new PaymentService().start(arguments);
    }

    @Override
    protected void assemble(PaymentConfiguration configuration, Platform platform) {
        Security.install(platform, configuration.getTokens());
        Messaging messaging = new Messaging(platform, configuration.getKafka());
        PaymentRepository payments = new PaymentRepository(platform.json());
        ProviderCalls calls = new ProviderCalls();
        ProviderWork.Wake wake = new ProviderWork.Wake();
        PaymentCounts counts = new PaymentCounts(platform.metrics());
        Refunds refunds = new Refunds(payments, calls, wake, counts, platform.clock());
        FollowUp followUp = new FollowUp(
                calls, refunds, configuration.provider().askAfter().toJavaDuration(), wake, platform.clock());
        PaymentProvider provider = new TimedProvider(
                provider(configuration.provider(), platform), platform.meters().dependency("payment-provider"));
        Settlement settlement = new Settlement(
                platform.jdbi(),
                payments,
                calls,
                followUp,
                messaging.outbox(),
                configuration.provider().confirmWithin().toJavaDuration(),
                wake,
                counts,
                platform.clock());
        measure(platform, calls);
        ProviderWork work = new ProviderWork(
                platform.jdbi(),
                calls,
                settlement,
                Map.of(provider.name(), provider),
                configuration.provider().timeout().toJavaDuration(),
                configuration.callsAtOnce(),
                wake,
                platform.clock());
        platform.manage(work);
        platform.meters().pool("provider-calls", work.callers());
        webhooks(platform, provider, settlement, calls);
        Idempotency idempotency = new Idempotency(platform.json());
        people(platform, payments, refunds, idempotency);
        listening(
                messaging,
                new CommandsListener(
                        new Commands(payments, calls, followUp, refunds, provider.name(), platform.clock()),
                        platform.json()),
                new CustomerEventsListener(new Erasure(payments, idempotency, platform.clock())));
    }

    private static void measure(Platform platform, ProviderCalls calls) {
        platform.meters()
                .measure(
                        "provider_calls_unanswered",
                        "Calls that the provider was asked in vain and is asked again; counted up to " + COUNTED,
                        handle -> calls.unanswered(handle, COUNTED));
    }

    private static PaymentProvider provider(ProviderConfiguration configuration, Platform platform) {
        WebhookSignature signature = new WebhookSignature(configuration.webhookSecret(), platform.clock());
        Duration timeout = configuration.timeout().toJavaDuration();
        return configuration.name().equals("stripe")
                ? new StripeProvider(
                        configuration.url(),
                        configuration.secretKey(),
                        timeout,
                        configuration.returnUrl(),
                        signature,
                        platform.json())
                : new SimulatedProvider(configuration.url(), timeout, signature, platform.json());
    }

    private static void webhooks(
            Platform platform, PaymentProvider provider, Settlement settlement, ProviderCalls calls) {
        WebhookEvents events = new WebhookEvents();
        Webhooks webhooks =
                new Webhooks(platform.jdbi(), Map.of(provider.name(), provider), events, settlement, platform.clock());
        platform.resource(new WebhooksResource(webhooks));
        platform.manage(Worker.every(
                "provider-retention",
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                new ProviderRetention(platform.jdbi(), calls, events, platform.clock())));
    }

    private static void people(
            Platform platform, PaymentRepository payments, Refunds refunds, Idempotency idempotency) {
        AuditTrail audit = new AuditTrail(platform.jdbi());
        platform.resource(new AuditResource(audit, platform.rootPath()));
        BookRepository books = new BookRepository(platform.clock());
        PaymentDesk desk = new PaymentDesk(platform.jdbi(), payments, refunds, books, idempotency, audit);
        platform.resource(new PaymentsResource(desk, platform.json(), platform.rootPath()));
        platform.resource(new BooksResource(desk, platform.rootPath()));
        Books.keep(platform, books.checks());
    }

    private static void listening(Messaging messaging, CommandsListener commands, CustomerEventsListener customers) {
        Map<String, MessageHandler> handlers = new HashMap<>(commands.handlers());
        handlers.putAll(customers.handlers());
        messaging.consume(Set.of(CommandsListener.TOPIC, CustomerEventsListener.TOPIC), handlers);
    }
}
