package dev.emporium.shipping.shipment.control;

import dev.emporium.platform.messaging.Message;
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

    /** Moves those of the shipments that can be, and returns them. @param causes the messages that ask for it, by order */
    List<Standing> make(Handle transaction, Move move, Collection<UUID> shipmentIds, Map<UUID, Message> causes) {
        List<Standing> moved = shipments.move(transaction, shipmentIds, move, clock.instant());
        if (!move.to().isUnderWay() && !moved.isEmpty()) {
            shipments.erase(
                    transaction, moved.stream().map(Standing::shipmentId).toList());
        }
        tell(transaction, move.event(), moved, causes);
        return moved;
    }

    /** Tells that these shipments have come to where they are. */
    void tell(Handle transaction, String event, Collection<Standing> moved, Map<UUID, Message> causes) {
        outbox.add(
                transaction,
                moved.stream()
                        .map(shipment -> outgoing(event, shipment, causes.get(shipment.orderId())))
                        .toList());
        transaction.afterCommit(() -> moved.forEach(shipment -> LOGGER.atInfo()
                .addKeyValue("event.action", "shipment-moved")
                .addKeyValue("emporium.subject_id", shipment.orderId())
                .addKeyValue("event.reason", shipment.status().word())
                .log("A shipment has moved")));
    }

    private static Outgoing outgoing(String event, Standing shipment, Message cause) {
        UUID orderId = shipment.orderId();
        Object data = event.equals(Move.DISPATCH.event())
                ? new Dispatched(orderId, shipment.shipmentId(), shipment.trackingNumber(), shipment.trackingUrl())
                : new Shipped(orderId, shipment.shipmentId());
        return cause == null
                ? Outgoing.of(EVENTS, event, orderId, data)
                : Outgoing.inReplyTo(cause, EVENTS, event, orderId, data);
    }
}
