package dev.emporium.shipping.shipment.control;

import dev.emporium.platform.Origin;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.web.Page;
import dev.emporium.shipping.shipment.entity.BookEntry;
import dev.emporium.shipping.shipment.entity.Move;
import dev.emporium.shipping.shipment.entity.Shipment;
import dev.emporium.shipping.shipment.entity.ShipmentRepository;
import dev.emporium.shipping.shipment.entity.ShipmentStatus;
import dev.emporium.shipping.shipment.entity.Standing;
import dev.emporium.shipping.shipment.entity.Wish;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The shipments: one for each order, made and called off as order-service asks, moved by people and by the carrier. Who is
 * first of a dispatch and a cancellation is decided by the shipment's row, in {@link ShipmentRepository#move}. Thread safe.
 */
public final class Shipments {
    private static final int MOVED_AT_ONCE = 100;

    private final Jdbi jdbi;
    private final ShipmentRepository shipments;
    private final Moves moves;
    private final AuditTrail audit;
    private final Clock clock;

    public Shipments(Jdbi jdbi, ShipmentRepository shipments, Outbox outbox, AuditTrail audit, Clock clock) {
        this.jdbi = jdbi;
        this.shipments = shipments;
        this.moves = new Moves(shipments, outbox, clock);
        this.audit = audit;
        this.clock = clock;
    }

    /** Makes a shipment for each order that has none, nor was called off before. */
    public void create(Handle transaction, Map<Message, Wish> wishes) {
        Map<UUID, Wish> byOrder = new HashMap<>();
        Map<UUID, Origin> origins = new HashMap<>();
        wishes.forEach((message, wish) -> {
            byOrder.putIfAbsent(wish.orderId(), wish);
            origins.putIfAbsent(wish.orderId(), message.origin());
        });
        List<Standing> made = shipments.add(transaction, List.copyOf(byOrder.values()), origins, clock.instant());
        moves.tell(transaction, "shipment.created", made, origins);
    }

    /**
     * Calls off the shipments of these orders that have not left. Who asks again is told again; of what has left nothing is
     * told, since that was told before.
     */
    public void cancel(Handle transaction, List<Message> messages, Set<UUID> orderIds) {
        Map<UUID, Origin> origins = bySubject(messages);
        shipments.refuse(transaction, orderIds, clock.instant());
        Set<UUID> moved =
                moves.make(transaction, Move.CANCEL, ids(shipments.ofOrders(transaction, orderIds)), origins).stream()
                        .map(Standing::shipmentId)
                        .collect(Collectors.toSet());
        List<Standing> before = shipments.ofOrders(transaction, orderIds).stream()
                .filter(shipment -> shipment.status() == ShipmentStatus.CANCELLED)
                .filter(shipment -> !moved.contains(shipment.shipmentId()))
                .toList();
        moves.tell(transaction, Move.CANCEL.event(), before, origins);
    }

    private static Map<UUID, Origin> bySubject(Collection<Message> messages) {
        return messages.stream().collect(Collectors.toMap(Message::subject, Message::origin, (one, next) -> next));
    }

    private static List<UUID> ids(List<Standing> standing) {
        return standing.stream().map(Standing::shipmentId).toList();
    }

    /**
     * Moves the shipment to the given state; when it is there already nothing happens, so this may be repeated.
     *
     * @throws ProblemException 404 when there is no such shipment, 409 when people cannot move it there
     */
    public Shipment move(UUID shipmentId, ShipmentStatus to, Actor actor) {
        return jdbi.inTransaction(transaction -> {
            boolean moved = Move.byPeople(to)
                    .map(move -> moves.make(transaction, move, List.of(shipmentId), Map.of()))
                    .filter(those -> !those.isEmpty())
                    .isPresent();
            Standing now = shipments.standing(transaction, shipmentId).orElseThrow(Shipments::notFound);
            if (moved) {
                audit.note(transaction, actor, "shipment.status", shipmentId, to.word());
            } else if (now.status() != to) {
                throw refusal(now.status(), to);
            }
            return shipments.find(transaction, shipmentId, null).orElseThrow(Shipments::notFound);
        });
    }

    private static ProblemException refusal(ShipmentStatus from, ShipmentStatus to) {
        return Move.byPeople(to).filter(move -> move.from() == from).isPresent()
                ? ProblemException.of(409, "no_label", "The carrier has not given it a label yet.")
                : ProblemException.of(
                        409,
                        "illegal_move",
                        "A shipment that is %s cannot be set to %s.".formatted(from.word(), to.word()));
    }

    /** Has the carrier go on with those to which nothing has happened for so long. */
    public void goOn(Duration pace) {
        while (goOnWithSome(clock.instant().minus(pace)) == MOVED_AT_ONCE) {
            // there are more
        }
    }

    private int goOnWithSome(Instant since) {
        return jdbi.inTransaction(transaction -> {
            List<Standing> quiet = shipments.quiet(transaction, since, MOVED_AT_ONCE);
            Map<UUID, Origin> made = quiet.stream().collect(Collectors.toMap(Standing::orderId, Standing::made));
            quiet.stream().collect(Collectors.groupingBy(Standing::status)).forEach((status, those) -> Move.byCarrier(
                            status)
                    .ifPresent(move -> moves.make(transaction, move, ids(those), made)));
            return quiet.size();
        });
    }

    /**
     * @param customerId whose it must be, or null for anybody's
     * @throws ProblemException 404 when there is no such shipment of theirs
     */
    public Shipment read(UUID shipmentId, UUID customerId) {
        return jdbi.withHandle(handle -> shipments.find(handle, shipmentId, customerId))
                .orElseThrow(Shipments::notFound);
    }

    /**
     * The newest first.
     *
     * @param customerId whose, or null for everybody's
     * @param orderId of which order, or null for any
     */
    public Page<Shipment> list(UUID customerId, UUID orderId, UUID after, int limit) {
        return Page.of(
                jdbi.withHandle(handle -> shipments.list(handle, customerId, orderId, after, limit + 1)),
                limit,
                Shipment::shipmentId);
    }

    /** What became of the shipment of each order, by the orders' ids. */
    public Page<BookEntry> books(UUID afterOrder, int limit) {
        return Page.of(
                jdbi.withHandle(handle -> shipments.books(handle, afterOrder, limit + 1)), limit, BookEntry::orderId);
    }

    private static ProblemException notFound() {
        return ProblemException.of(404, "not_found", "There is no such shipment.");
    }
}
