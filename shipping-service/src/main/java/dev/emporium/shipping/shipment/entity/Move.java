package dev.emporium.shipping.shipment.entity;

import static dev.emporium.shipping.shipment.entity.ShipmentStatus.CANCELLED;
import static dev.emporium.shipping.shipment.entity.ShipmentStatus.CREATED;
import static dev.emporium.shipping.shipment.entity.ShipmentStatus.DELIVERED;
import static dev.emporium.shipping.shipment.entity.ShipmentStatus.DISPATCHED;
import static dev.emporium.shipping.shipment.entity.ShipmentStatus.IN_TRANSIT;
import static dev.emporium.shipping.shipment.entity.ShipmentStatus.LOST;

import java.util.Arrays;
import java.util.Optional;

/**
 * The life of a shipment as a table: every allowed move, who may make it, and the event that tells of it. Whatever is not
 * here is not allowed.
 */
public enum Move {
    /** Needs a label. From here on the order cannot be called off. */
    DISPATCH(CREATED, DISPATCHED, By.PEOPLE_AND_CARRIER, "shipment.dispatched"),
    PICK_UP(DISPATCHED, IN_TRANSIT, By.PEOPLE_AND_CARRIER, "shipment.in_transit"),
    DELIVER(IN_TRANSIT, DELIVERED, By.PEOPLE_AND_CARRIER, "shipment.delivered"),
    LOSE(IN_TRANSIT, LOST, By.PEOPLE, "shipment.lost"),
    /** As another parcel, with a label of its own. */
    SEND_AGAIN(LOST, CREATED, By.PEOPLE, "shipment.created"),
    /** Only what never left can be called off, so not what is sent again. */
    CANCEL(CREATED, CANCELLED, By.ORDER, "shipment.cancelled");

    /** Who may make a move. */
    public enum By {
        PEOPLE,
        PEOPLE_AND_CARRIER,
        ORDER
    }

    private final ShipmentStatus from;
    private final ShipmentStatus to;
    private final By by;
    private final String event;

    Move(ShipmentStatus from, ShipmentStatus to, By by, String event) {
        this.from = from;
        this.to = to;
        this.by = by;
        this.event = event;
    }

    /** The move by which people bring a shipment to a state; empty when there is none. */
    public static Optional<Move> byPeople(ShipmentStatus to) {
        return Arrays.stream(values())
                .filter(move -> move.by != By.ORDER && move.to == to)
                .findFirst();
    }

    /** The move that a carrier makes from this state; empty when there is none. */
    public static Optional<Move> byCarrier(ShipmentStatus from) {
        return Arrays.stream(values())
                .filter(move -> move.by == By.PEOPLE_AND_CARRIER && move.from == from)
                .findFirst();
    }

    public ShipmentStatus from() {
        return from;
    }

    public ShipmentStatus to() {
        return to;
    }

    public By by() {
        return by;
    }

    public String event() {
        return event;
    }
}
