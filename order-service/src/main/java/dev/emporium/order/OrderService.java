package dev.emporium.order;

import dev.emporium.order.checkout.boundary.CheckoutResource;
import dev.emporium.order.checkout.boundary.StockEventsListener;
import dev.emporium.order.checkout.control.Carts;
import dev.emporium.order.checkout.control.Catalogue;
import dev.emporium.order.checkout.control.Checkout;
import dev.emporium.order.checkout.control.Decisions;
import dev.emporium.order.checkout.control.GuestLimits;
import dev.emporium.order.checkout.control.PlaceOrder;
import dev.emporium.order.checkout.entity.CheckoutRepository;
import dev.emporium.order.ordering.boundary.CustomerEventsListener;
import dev.emporium.order.ordering.boundary.OrderTokens;
import dev.emporium.order.ordering.boundary.OrdersResource;
import dev.emporium.order.ordering.control.Erasure;
import dev.emporium.order.ordering.control.Moves;
import dev.emporium.order.ordering.control.OrderDesk;
import dev.emporium.order.ordering.control.OrderUpkeep;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.platform.EmporiumService;
import dev.emporium.platform.Platform;
import dev.emporium.platform.Worker;
import dev.emporium.platform.audit.AuditResource;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.client.RemoteService;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.messaging.MessageHandler;
import dev.emporium.platform.messaging.Messaging;
import dev.emporium.platform.security.Security;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/** Orders: placed, decided by the checkout, and moved on until they are over. */
public final class OrderService extends EmporiumService<OrderConfiguration> {
    public OrderService() {
        super("order-service", "orders", OrderConfiguration.class);
    }

    public static void main(String[] arguments) throws Exception {
        new OrderService().start(arguments);
    }

    @Override
    protected void assemble(OrderConfiguration configuration, Platform platform) {
        Security.install(platform, configuration.getTokens());
        platform.environment().jersey().register(new OrderTokens());
        Messaging messaging = new Messaging(platform, configuration.getKafka());
        OrderRepository orders = new OrderRepository(platform.json());
        Idempotency idempotency = new Idempotency(platform.json());
        Erasure erasure = new Erasure(orders, idempotency, platform.clock());
        Moves moves = new Moves(orders, messaging.outbox(), erasure, platform.clock());
        AuditTrail audit = new AuditTrail(platform.jdbi());
        platform.resource(new AuditResource(audit, platform.rootPath()));
        OrderDesk desk = new OrderDesk(platform.jdbi(), orders, moves, audit);
        platform.resource(new OrdersResource(desk, platform.rootPath()));
        checkout(configuration, platform, messaging, orders, moves, desk, idempotency, erasure);
    }

    private static void checkout(
            OrderConfiguration configuration,
            Platform platform,
            Messaging messaging,
            OrderRepository orders,
            Moves moves,
            OrderDesk desk,
            Idempotency idempotency,
            Erasure erasure) {
        CheckoutRepository checkouts = new CheckoutRepository();
        Decisions decisions = new Decisions(platform.jdbi(), orders);
        Checkout checkout = new Checkout(platform.jdbi(), checkouts, moves, decisions, platform.clock());
        GuestLimits guestLimits = new GuestLimits(platform.jdbi(), configuration.limits(), platform.clock());
        PlaceOrder placeOrder = new PlaceOrder(
                platform.jdbi(),
                orders,
                checkouts,
                idempotency,
                new Carts(new RemoteService("cart-service", configuration.cartService(), platform)),
                new Catalogue(new RemoteService("product-service", configuration.productService(), platform)),
                messaging.outbox(),
                platform.clock(),
                configuration.checkout().timeout().toJavaDuration(),
                configuration.limits(),
                guestLimits);
        ExecutorService answering = platform.environment()
                .lifecycle()
                .executorService("answering-%d")
                .minThreads(8)
                .maxThreads(8)
                .build();
        platform.resource(new CheckoutResource(
                platform.jdbi(),
                placeOrder,
                desk,
                decisions,
                idempotency,
                platform.json(),
                platform.rootPath(),
                answering));
        Map<String, MessageHandler> handlers = new HashMap<>(new StockEventsListener(checkout).handlers());
        handlers.putAll(new CustomerEventsListener(erasure).handlers());
        messaging.consume(Set.of(StockEventsListener.TOPIC, CustomerEventsListener.TOPIC), handlers);
        every(platform, "order-decisions", Duration.ofMillis(100), Duration.ofMillis(100), decisions::look);
        every(platform, "overdue-checkouts", Duration.ofSeconds(1), Duration.ofSeconds(5), checkout::rejectOverdue);
        every(platform, "guest-limits", Duration.ofMinutes(1), Duration.ofMinutes(10), guestLimits::purge);
        every(
                platform,
                "order-upkeep",
                Duration.ofMinutes(5),
                Duration.ofHours(1),
                new OrderUpkeep(platform.jdbi(), orders, platform.clock()));
    }

    private static void every(Platform platform, String name, Duration first, Duration period, Runnable task) {
        platform.manage(Worker.every(name, first, period, task));
    }
}
