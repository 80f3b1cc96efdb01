package dev.emporium.notification;

import dev.emporium.notification.delivery.control.Addresses;
import dev.emporium.notification.delivery.control.Courier;
import dev.emporium.notification.delivery.control.MailCourier;
import dev.emporium.notification.delivery.control.Outcomes;
import dev.emporium.notification.delivery.control.Retries;
import dev.emporium.notification.delivery.control.Sender;
import dev.emporium.notification.delivery.control.SmsCourier;
import dev.emporium.notification.delivery.control.TimedCourier;
import dev.emporium.notification.delivery.entity.LetterWriter;
import dev.emporium.notification.delivery.entity.Templates;
import dev.emporium.notification.notification.boundary.CustomerEventsListener;
import dev.emporium.notification.notification.boundary.NotificationsResource;
import dev.emporium.notification.notification.boundary.OrderEventsListener;
import dev.emporium.notification.notification.boundary.PaymentEventsListener;
import dev.emporium.notification.notification.boundary.PreferencesResource;
import dev.emporium.notification.notification.boundary.ProductEventsListener;
import dev.emporium.notification.notification.boundary.ShippingEventsListener;
import dev.emporium.notification.notification.control.Inbox;
import dev.emporium.notification.notification.control.Notices;
import dev.emporium.notification.notification.control.NotificationErasure;
import dev.emporium.notification.notification.control.NotificationRetention;
import dev.emporium.notification.notification.control.PreferenceBook;
import dev.emporium.notification.notification.control.Queue;
import dev.emporium.notification.notification.entity.Channel;
import dev.emporium.notification.notification.entity.Kind;
import dev.emporium.notification.notification.entity.NotificationRepository;
import dev.emporium.notification.notification.entity.OrderSummaryRepository;
import dev.emporium.notification.notification.entity.PreferenceRepository;
import dev.emporium.platform.Platform;
import dev.emporium.platform.Worker;
import dev.emporium.platform.client.RemoteService;
import dev.emporium.platform.client.ServiceToken;
import dev.emporium.platform.messaging.MessageConsumer;
import dev.emporium.platform.messaging.MessageHandler;
import dev.emporium.platform.security.Security;
import dev.emporium.platform.service.EmporiumService;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** Notifications: what people are told of their orders and accounts, once each. */
public final class NotificationService extends EmporiumService<NotificationConfiguration> {
    private static final int COUNTED = 10_000;
    /** A mail takes longer. */
    private static final Duration GATHERING = Duration.ofMillis(150);

    public NotificationService() {
        super("notification-service", "notifications", NotificationConfiguration.class);
    }

    public static void main(String[] arguments) throws Exception {
        new NotificationService().start(arguments);
    }

    @Override
    protected void assemble(NotificationConfiguration configuration, Platform platform) {
        Security.install(platform, configuration.getTokens());
        NotificationRepository notifications = new NotificationRepository(platform.json());
        OrderSummaryRepository summaries = new OrderSummaryRepository(platform.json());
        PreferenceRepository preferences = new PreferenceRepository();
        platform.resource(new NotificationsResource(new Inbox(platform.jdbi(), notifications), platform.rootPath()));
        platform.resource(new PreferencesResource(new PreferenceBook(platform.jdbi(), preferences)));
        listen(
                configuration,
                platform,
                notices(configuration, notifications, summaries),
                new NotificationErasure(notifications, summaries, preferences, platform.clock()));
        measure(platform, notifications);
        send(configuration, platform, new Queue(platform.jdbi(), notifications, preferences));
        platform.manage(Worker.every(
                "notification-retention",
                Duration.ofHours(1),
                Duration.ofDays(1),
                new NotificationRetention(platform.jdbi(), notifications, summaries, platform.clock())));
    }

    private static void measure(Platform platform, NotificationRepository notifications) {
        platform.meters()
                .measure(
                        "notifications_queued",
                        "Notifications that wait to be sent; counted up to " + COUNTED,
                        handle -> notifications.queued(handle, COUNTED));
        platform.meters()
                .measure(
                        "notifications_oldest_age_seconds",
                        "Age of the oldest notification that waits to be sent, 0 when there is none",
                        handle -> notifications.oldestSeconds(handle, COUNTED));
    }

    private static Notices notices(
            NotificationConfiguration configuration,
            NotificationRepository notifications,
            OrderSummaryRepository summaries) {
        Set<Kind.Reader> readers = EnumSet.allOf(Kind.Reader.class);
        if (configuration.staffEmail().isEmpty()) {
            readers.remove(Kind.Reader.STAFF);
        }
        return new Notices(
                notifications, summaries, readers, configuration.smsGateway().isPresent());
    }

    /** Without an outbox: the service has nothing to tell other services. */
    private static void listen(
            NotificationConfiguration configuration, Platform platform, Notices notices, NotificationErasure erasure) {
        Map<String, MessageHandler> handlers = new HashMap<>();
        handlers.putAll(new OrderEventsListener(notices, platform.json()).handlers());
        handlers.putAll(new PaymentEventsListener(notices, platform.json()).handlers());
        handlers.putAll(new ShippingEventsListener(notices, platform.json()).handlers());
        handlers.putAll(new ProductEventsListener(notices, platform.json()).handlers());
        handlers.putAll(new CustomerEventsListener(notices, erasure).handlers());
        platform.manage(new MessageConsumer(
                configuration.getKafka().bootstrapServers(),
                platform.serviceName(),
                GATHERING,
                platform.jdbi(),
                platform.json(),
                platform.metrics(),
                Set.of(
                        OrderEventsListener.TOPIC,
                        PaymentEventsListener.TOPIC,
                        ShippingEventsListener.TOPIC,
                        ProductEventsListener.TOPIC,
                        CustomerEventsListener.TOPIC),
                handlers));
    }

    private static void send(NotificationConfiguration configuration, Platform platform, Queue queue) {
        Addresses addresses = new Addresses(
                new RemoteService("order-service", configuration.orderService(), platform),
                new RemoteService("customer-service", configuration.customerService(), platform),
                new ServiceToken(configuration.serviceToken(), platform),
                configuration.staffEmail().orElse(null));
        LetterWriter writer = new LetterWriter(new Templates());
        Retries retries = new Retries(configuration.giveUpAfter());
        Outcomes outcomes = new Outcomes(platform.metrics());
        BiFunction<Channel, Courier, Sender> sender = (channel, courier) ->
                new Sender(channel, queue, addresses, writer, courier, retries, outcomes, platform.clock());
        Courier mails = new TimedCourier(
                new MailCourier(configuration.smtp(), platform.clock()),
                platform.meters().dependency("mail-server"));
        sender.apply(Channel.MAIL, mails).workers().forEach(platform::manage);
        configuration
                .smsGateway()
                .map(gateway -> new TimedCourier(
                        new SmsCourier(gateway, platform.json()),
                        platform.meters().dependency("sms-gateway")))
                .map(texts -> sender.apply(Channel.SMS, texts))
                .ifPresent(texts -> texts.workers().forEach(platform::manage));
    }
}
