package dev.emporium.shipping;

import dev.emporium.platform.Platform;
import dev.emporium.platform.Worker;
import dev.emporium.platform.audit.AuditResource;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.client.RemoteService;
import dev.emporium.platform.client.ServiceToken;
import dev.emporium.platform.messaging.MessageHandler;
import dev.emporium.platform.messaging.Messaging;
import dev.emporium.platform.operations.Books;
import dev.emporium.platform.security.Security;
import dev.emporium.platform.service.EmporiumService;
import dev.emporium.shipping.carrier.control.Carrier;
import dev.emporium.shipping.carrier.control.SimulatedCarrier;
import dev.emporium.shipping.carrier.control.TimedCarrier;
import dev.emporium.shipping.rate.boundary.RatesResource;
import dev.emporium.shipping.rate.control.RateFile;
import dev.emporium.shipping.shipment.boundary.CustomerEventsListener;
import dev.emporium.shipping.shipment.boundary.ShipmentBooksResource;
import dev.emporium.shipping.shipment.boundary.ShipmentsResource;
import dev.emporium.shipping.shipment.boundary.ShippingCommandsListener;
import dev.emporium.shipping.shipment.control.Deliveries;
import dev.emporium.shipping.shipment.control.Erasure;
import dev.emporium.shipping.shipment.control.Labels;
import dev.emporium.shipping.shipment.control.RemoteDeliveries;
import dev.emporium.shipping.shipment.control.Shipments;
import dev.emporium.shipping.shipment.control.Voids;
import dev.emporium.shipping.shipment.entity.ShipmentRepository;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Shipments: what it costs to bring an order somewhere, and where its parcel is. */
public final class ShippingService extends EmporiumService<ShippingConfiguration> {
    private static final Duration AT_FIRST = Duration.ofSeconds(1);
    private static final Duration LOOKS = Duration.ofMillis(250);
    private static final Duration SELDOM = Duration.ofSeconds(10);

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
        AuditTrail audit = new AuditTrail(platform.jdbi());
        platform.resource(new AuditResource(audit, platform.rootPath()));
        ShipmentRepository repository = new ShipmentRepository(platform.json());
        Messaging messaging = new Messaging(platform, configuration.getKafka());
        Shipments shipments = new Shipments(platform.jdbi(), repository, messaging.outbox(), audit, platform.clock());
        platform.resource(new ShipmentsResource(shipments, platform.rootPath()));
        platform.resource(new ShipmentBooksResource(shipments, platform.rootPath()));
        listening(platform, messaging, shipments, new Erasure(repository, platform.clock()));
        carrying(configuration, platform, repository, shipments);
        Books.keep(platform, Map.of("history", repository::thoseBesideTheirHistory));
    }

    private static void listening(Platform platform, Messaging messaging, Shipments shipments, Erasure erasure) {
        Map<String, MessageHandler> handlers =
                new HashMap<>(new ShippingCommandsListener(shipments, platform.json()).handlers());
        handlers.putAll(new CustomerEventsListener(erasure).handlers());
        messaging.consume(Set.of(ShippingCommandsListener.TOPIC, CustomerEventsListener.TOPIC), handlers);
    }

    private static void carrying(
            ShippingConfiguration configuration,
            Platform platform,
            ShipmentRepository repository,
            Shipments shipments) {
        Deliveries deliveries = new RemoteDeliveries(
                new RemoteService("order-service", configuration.orderService(), platform),
                new ServiceToken(configuration.serviceToken(), platform));
        Carrier carrier =
                new TimedCarrier(new SimulatedCarrier(), platform.meters().dependency("carrier"));
        Labels labels = new Labels(platform.jdbi(), repository, deliveries, carrier, platform.clock());
        platform.manage(Worker.every("labels", AT_FIRST, LOOKS, labels));
        Voids voids = new Voids(platform.jdbi(), repository, carrier, platform.clock());
        platform.manage(Worker.every("voids", AT_FIRST, SELDOM, voids));
        Duration pace = configuration.carrier().pace().toJavaDuration();
        if (!pace.isZero()) {
            platform.manage(Worker.every("carrier", AT_FIRST, LOOKS, () -> shipments.goOn(pace)));
        }
    }
}
