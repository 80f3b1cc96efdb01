package dev.emporium.shipping.shipment.control;

import dev.emporium.platform.Origin;
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.messaging.Outgoing;
import dev.emporium.shipping.shipment.entity.Move;
import dev.emporium.shipping.shipment.entity.ShipmentRepository;
import dev.emporium.shipping.shipment.entity.Standing;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves shipments along their life, and tells of it in the same transaction: few statements for any number of them. One that
 * is not where the move begins stays as it is. Thread safe.
 */
final class Moves {
    private static final Logger LOGGER = LoggerFactory.getLogger(Moves.class);
    private static final String EVENTS = "shipping.events";

    private final ShipmentRepository shipments;
    private final Outbox outbox;
    private final Clock clock;

    Moves(ShipmentRepository shipments, Outbox outbox, Clock clock) {
        this.shipments = shipments;
        this.outbox = outbox;
        this.clock = clock;
    }

    private record Shipped(UUID orderId, UUID shipmentId) {}

    private record Dispatched(UUID orderId, UUID shipmentId, String trackingNumber, String trackingUrl) {}

    /**
     * Moves those of the shipments that can be, and returns them.
     *
     * @param origins what goes on with it, by order; none where somebody asks for it now
     */
    List<Standing> make(Handle transaction, Move move, Collection<UUID> shipmentIds, Map<UUID, Origin> origins) {
        List<Standing> moved = shipments.move(transaction, shipmentIds, move, clock.instant());
        if (!move.to().isUnderWay() && !moved.isEmpty()) {
            shipments.erase(
                    transaction, moved.stream().map(Standing::shipmentId).toList());
        }
        tell(transaction, move.event(), moved, origins);
        return moved;
    }

    /** Tells that these shipments have come to where they are. */
    void tell(Handle transaction, String event, Collection<Standing> moved, Map<UUID, Origin> origins) {
        outbox.add(
                transaction,
                moved.stream()
                        .map(shipment -> outgoing(event, shipment, origin(shipment, origins)))
                        .toList());
        transaction.afterCommit(() -> moved.forEach(shipment -> log(shipment, origin(shipment, origins))));
    }

    private static Origin origin(Standing shipment, Map<UUID, Origin> origins) {
        return origins.getOrDefault(shipment.orderId(), Origin.present());
    }

    private static void log(Standing shipment, Origin origin) {
        RequestContext.with(origin, () -> LOGGER.atInfo()
                .addKeyValue("event.action", "shipment-moved")
                .addKeyValue("emporium.subject_id", shipment.orderId())
                .addKeyValue("event.reason", shipment.status().word())
                .log("A shipment has moved"));
    }

    private static Outgoing outgoing(String event, Standing shipment, Origin origin) {
        UUID orderId = shipment.orderId();
        Object data = event.equals(Move.DISPATCH.event())
                ? new Dispatched(orderId, shipment.shipmentId(), shipment.trackingNumber(), shipment.trackingUrl())
                : new Shipped(orderId, shipment.shipmentId());
        return Outgoing.of(origin, EVENTS, event, orderId, data);
    }
}
