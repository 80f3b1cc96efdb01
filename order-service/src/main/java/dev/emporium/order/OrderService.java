package dev.emporium.order;

import dev.emporium.order.checkout.boundary.AnswersListener;
import dev.emporium.order.checkout.boundary.CheckoutResource;
import dev.emporium.order.checkout.control.Carts;
import dev.emporium.order.checkout.control.Catalogue;
import dev.emporium.order.checkout.control.Checkout;
import dev.emporium.order.checkout.control.GuestLimits;
import dev.emporium.order.checkout.control.PlaceOrder;
import dev.emporium.order.checkout.control.Pricing;
import dev.emporium.order.checkout.control.ShippingRates;
import dev.emporium.order.checkout.entity.CheckoutBooks;
import dev.emporium.order.checkout.entity.CheckoutRepository;
import dev.emporium.order.checkout.entity.CheckoutRepository.Under;
import dev.emporium.order.checkout.entity.GuestOrders;
import dev.emporium.order.checkout.entity.Rates;
import dev.emporium.order.checkout.entity.RatesRepository;
import dev.emporium.order.checkout.entity.Saga;
import dev.emporium.order.checkout.entity.Step;
import dev.emporium.order.ordering.boundary.Answering;
import dev.emporium.order.ordering.boundary.CustomerEventsListener;
import dev.emporium.order.ordering.boundary.DeliveryResource;
import dev.emporium.order.ordering.boundary.OrderTokens;
import dev.emporium.order.ordering.boundary.OrdersResource;
import dev.emporium.order.ordering.boundary.PaymentEventsListener;
import dev.emporium.order.ordering.boundary.ShipmentEventsListener;
import dev.emporium.order.ordering.control.Decisions;
import dev.emporium.order.ordering.control.Erasure;
import dev.emporium.order.ordering.control.Moves;
import dev.emporium.order.ordering.control.OrderCounts;
import dev.emporium.order.ordering.control.OrderDesk;
import dev.emporium.order.ordering.control.OrderUpkeep;
import dev.emporium.order.ordering.control.Shipments;
import dev.emporium.order.ordering.entity.OrderBooks;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.order.reconciliation.boundary.ReconciliationResource;
import dev.emporium.order.reconciliation.control.Counterpart;
import dev.emporium.order.reconciliation.control.Reconciliation;
import dev.emporium.order.reconciliation.control.RemoteBooks;
import dev.emporium.order.returns.boundary.RefundsListener;
import dev.emporium.order.returns.boundary.ReturnsResource;
import dev.emporium.order.returns.control.Returns;
import dev.emporium.order.returns.entity.ReturnBooks;
import dev.emporium.order.returns.entity.ReturnRepository;
import dev.emporium.platform.Platform;
import dev.emporium.platform.Worker;
import dev.emporium.platform.audit.AuditResource;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.client.RemoteService;
import dev.emporium.platform.client.ServiceToken;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.messaging.MessageHandler;
import dev.emporium.platform.messaging.Messaging;
import dev.emporium.platform.operations.Books;
import dev.emporium.platform.security.Security;
import dev.emporium.platform.service.EmporiumService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Orders: placed, decided by the checkout, and moved on until they are over. */
public final class OrderService extends EmporiumService<OrderConfiguration> {
    private static final int COUNTED = 10_000;

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
        Decisions decisions = new Decisions(platform.jdbi(), orders, idempotency);
        OrderCounts counts = new OrderCounts(platform.metrics());
        Moves moves = new Moves(orders, messaging.outbox(), erasure, decisions, counts, platform.clock());
        Saga saga = Saga.checkout(
                configuration.checkout().timeout().toJavaDuration(),
                configuration.checkout().buyerTimeout().toJavaDuration());
        CheckoutRepository checkouts = new CheckoutRepository();
        measure(platform, saga, checkouts);
        Checkout checkout = new Checkout(
                platform.jdbi(),
                saga,
                checkouts,
                orders,
                moves,
                messaging.outbox(),
                decisions,
                counts,
                platform.clock());
        AuditTrail audit = new AuditTrail(platform.jdbi());
        platform.resource(new AuditResource(audit, platform.rootPath()));
        OrderDesk desk = new OrderDesk(platform.jdbi(), orders, moves, checkout, audit);
        Answering answering = new Answering(decisions, answeringThreads(platform));
        platform.resource(new OrdersResource(desk, answering, platform.rootPath()));
        platform.resource(new DeliveryResource(desk));
        placing(configuration, platform, orders, checkout, answering, desk, idempotency, counts);
        Returns returns = new Returns(
                platform.jdbi(),
                new ReturnRepository(platform.json()),
                desk,
                moves,
                messaging.outbox(),
                idempotency,
                audit,
                platform.clock());
        platform.resource(new ReturnsResource(returns, platform.json(), platform.rootPath()));
        Shipments shipments = new Shipments(moves);
        listening(
                messaging,
                new AnswersListener(checkout, platform.json()),
                new ShipmentEventsListener(shipments),
                new PaymentEventsListener(shipments),
                new RefundsListener(returns, platform.json()),
                new CustomerEventsListener(erasure, returns::erase));
        reconciling(configuration, platform);
        every(platform, "order-decisions", Duration.ofMillis(100), Duration.ofMillis(100), decisions::look);
        every(platform, "overdue-checkouts", Duration.ofSeconds(1), Duration.ofSeconds(5), checkout::sweep);
        every(
                platform,
                "order-upkeep",
                Duration.ofMinutes(5),
                Duration.ofHours(1),
                new OrderUpkeep(platform.jdbi(), orders, erasure, platform.clock()));
    }

    private static void placing(
            OrderConfiguration configuration,
            Platform platform,
            OrderRepository orders,
            Checkout checkout,
            Answering answering,
            OrderDesk desk,
            Idempotency idempotency,
            OrderCounts counts) {
        GuestLimits guestLimits =
                new GuestLimits(platform.jdbi(), new GuestOrders(), configuration.limits(), platform.clock());
        RemoteService shippingService =
                new RemoteService("shipping-service", configuration.shippingService(), platform);
        ShippingRates rates = new ShippingRates(
                platform.jdbi(),
                new RatesRepository(platform.json()),
                tag -> shippingService.getIfChanged(shipments -> shipments.path("rates"), tag, Rates.class),
                platform.clock());
        Catalogue catalogue = new Catalogue(
                new RemoteService("product-service", configuration.productService(), platform),
                configuration.getKafka());
        platform.manage(catalogue.follower());
        Pricing pricing = new Pricing(
                configuration.limits(),
                new Carts(new RemoteService("cart-service", configuration.cartService(), platform)),
                catalogue,
                rates);
        PlaceOrder placeOrder = new PlaceOrder(
                platform.jdbi(), orders, checkout, idempotency, pricing, platform.clock(), guestLimits, counts);
        platform.resource(new CheckoutResource(placeOrder, desk, answering, platform.json(), platform.rootPath()));
        every(platform, "shipping-rates", Duration.ZERO, Duration.ofSeconds(1), rates::renew);
        every(platform, "guest-limits", Duration.ofMinutes(1), Duration.ofMinutes(10), guestLimits::purge);
    }

    /** Steps that nobody is at are there with 0, so that they are seen to be. */
    private static void measure(Platform platform, Saga saga, CheckoutRepository checkouts) {
        platform.meters()
                .measure(
                        "checkouts_under_way",
                        "Orders whose checkout is at the step; counted up to " + COUNTED,
                        "step",
                        handle -> bySteps(saga, checkouts.underWay(handle, COUNTED), Under::orders));
        platform.meters()
                .measure(
                        "checkout_oldest_age_seconds",
                        "Since the oldest order at the step was placed, 0 when there is none",
                        "step",
                        handle -> bySteps(saga, checkouts.underWay(handle, COUNTED), Under::seconds));
    }

    private static Map<String, Double> bySteps(Saga saga, Map<String, Under> underWay, ToDoubleFunction<Under> number) {
        return saga.steps().stream()
                .map(Step::name)
                .collect(Collectors.toMap(
                        Function.identity(),
                        step -> number.applyAsDouble(underWay.getOrDefault(step, new Under(0, 0)))));
    }

    private static void reconciling(OrderConfiguration configuration, Platform platform) {
        OrderBooks orders = new OrderBooks();
        ReturnBooks returns = new ReturnBooks();
        Map<String, Books.Check> checks = new HashMap<>(orders.checks());
        checks.putAll(new CheckoutBooks().checks());
        checks.putAll(returns.checks());
        // not the ones that prices are asked from: trouble with large pages is not to be theirs
        List<Counterpart<?>> counterparts = RemoteBooks.all(
                new RemoteService("product-books", configuration.productService(), platform),
                new RemoteService("payment-books", configuration.paymentService(), platform),
                new RemoteService("shipment-books", configuration.shippingService(), platform),
                new ServiceToken(configuration.serviceToken(), platform));
        Reconciliation reconciliation = new Reconciliation(
                platform.jdbi(), orders, returns, counterparts, Books.keep(platform, checks), platform.clock());
        platform.resource(new ReconciliationResource(reconciliation));
        every(platform, "reconciliation", Duration.ofSeconds(5), Reconciliation.PERIOD, reconciliation);
    }

    private static ExecutorService answeringThreads(Platform platform) {
        return platform.environment()
                .lifecycle()
                .executorService("answering-%d")
                .minThreads(8)
                .maxThreads(8)
                .build();
    }

    private static void listening(
            Messaging messaging,
            AnswersListener answers,
            ShipmentEventsListener shipments,
            PaymentEventsListener payments,
            RefundsListener refunds,
            CustomerEventsListener customers) {
        Set<String> topics = new HashSet<>(answers.topics());
        topics.add(ShipmentEventsListener.TOPIC);
        topics.add(PaymentEventsListener.TOPIC);
        topics.add(RefundsListener.TOPIC);
        topics.add(CustomerEventsListener.TOPIC);
        Map<String, MessageHandler> handlers = new HashMap<>(answers.handlers());
        handlers.putAll(shipments.handlers());
        handlers.putAll(payments.handlers());
        handlers.putAll(refunds.handlers());
        handlers.putAll(customers.handlers());
        messaging.consume(topics, handlers);
    }

    private static void every(Platform platform, String name, Duration first, Duration period, Runnable task) {
        platform.manage(Worker.every(name, first, period, task));
    }
}
