package dev.emporium.product.stock.control;

import dev.emporium.platform.messaging.InvalidMessageException;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.messaging.Outgoing;
import dev.emporium.product.search.control.Listings;
import dev.emporium.product.stock.entity.Demand;
import dev.emporium.product.stock.entity.Reservation;
import dev.emporium.product.stock.entity.ReservationRepository;
import dev.emporium.product.stock.entity.ReservationState;
import dev.emporium.product.stock.entity.StockLevel;
import dev.emporium.product.stock.entity.StockRepository;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stock that orders set aside, buy, and give back; in the transaction of the messages that ask for it, and for many
 * orders at once: the number of statements does not depend on the number of orders.
 *
 * <p>An order's state says what may still happen to it, so a command that comes twice, or too late, has no effect. All
 * lock the orders first and then the stock, each in order of their ids, so no two of them wait for each other. Thread
 * safe.
 */
public final class Reservations {
    private static final Logger LOGGER = LoggerFactory.getLogger(Reservations.class);
    private static final String ANSWERS = "product.events";

    private final ReservationRepository reservations;
    private final StockRepository stock;
    private final Outbox outbox;
    private final LowStock lowStock;
    private final Listings listings;
    private final BackInStock backInStock;
    private final StockCounts counts;
    private final Consumer<Collection<UUID>> changed;

    /** @param changed told of products once fewer of them can be ordered */
    public Reservations(
            ReservationRepository reservations,
            StockRepository stock,
            Outbox outbox,
            LowStock lowStock,
            Listings listings,
            BackInStock backInStock,
            StockCounts counts,
            Consumer<Collection<UUID>> changed) {
        this.reservations = reservations;
        this.stock = stock;
        this.outbox = outbox;
        this.lowStock = lowStock;
        this.listings = listings;
        this.backInStock = backInStock;
        this.counts = counts;
        this.changed = changed;
    }

    private record Reserved(UUID orderId) {}

    private record Rejected(UUID orderId, String reason, List<UUID> productIds) {}

    /** Sets aside what each order asks for, and answers each wish. */
    public void answer(Handle transaction, Map<Message, Demand> wishes) {
        Map<UUID, Reservation> made = reserve(transaction, wishes.values());
        outbox.add(
                transaction,
                wishes.entrySet().stream()
                        .map(asked ->
                                answer(asked.getKey(), made.get(asked.getValue().orderId())))
                        .filter(Objects::nonNull)
                        .toList());
    }

    /** What became of the wish; nothing for an order that went on without waiting for it. */
    private static Outgoing answer(Message wish, Reservation reservation) {
        UUID orderId = reservation.orderId();
        return switch (reservation.state()) {
            case RESERVED -> Outgoing.inReplyTo(wish, ANSWERS, "stock.reserved", orderId, new Reserved(orderId));
            case REJECTED ->
                Outgoing.inReplyTo(
                        wish,
                        ANSWERS,
                        "stock.rejected",
                        orderId,
                        new Rejected(orderId, "out_of_stock", reservation.refusedProducts()));
            case COMMITTED, RELEASED -> null;
        };
    }

    /**
     * Sets aside what each order asks for, all of it or nothing, in the order of the demands. An order that was decided
     * before keeps its decision.
     *
     * @return what became of each order
     */
    private Map<UUID, Reservation> reserve(Handle transaction, Collection<Demand> demands) {
        Map<UUID, Demand> byOrder = demands.stream()
                .collect(Collectors.toMap(
                        Demand::orderId, Function.identity(), (first, again) -> first, java.util.LinkedHashMap::new));
        Map<UUID, Reservation> decided = reservations.open(transaction, byOrder.keySet(), ReservationState.RESERVED);
        byOrder.keySet().removeAll(decided.keySet());
        if (!byOrder.isEmpty()) {
            decide(transaction, byOrder.values()).forEach(made -> decided.put(made.orderId(), made));
        }
        return decided;
    }

    private List<Reservation> decide(Handle transaction, Collection<Demand> demands) {
        Set<UUID> products = demands.stream()
                .flatMap(demand -> demand.quantities().keySet().stream())
                .collect(Collectors.toSet());
        Shelf shelf = new Shelf(stock.lockSellable(transaction, products));
        List<Demand> granted = new ArrayList<>();
        List<Reservation> rejected = new ArrayList<>();
        for (Demand demand : demands) {
            List<UUID> refused = shelf.take(demand);
            if (refused.isEmpty()) {
                granted.add(demand);
            } else {
                rejected.add(new Reservation(demand.orderId(), ReservationState.REJECTED, refused));
            }
        }
        write(transaction, granted, shelf.taken(), rejected);
        transaction.afterCommit(() -> counts.count(granted.size(), rejected.size()));
        List<Reservation> made = new ArrayList<>(rejected);
        granted.forEach(demand -> made.add(new Reservation(demand.orderId(), ReservationState.RESERVED, List.of())));
        return made;
    }

    private void write(Handle transaction, List<Demand> granted, Map<UUID, Long> taken, List<Reservation> rejected) {
        if (!granted.isEmpty()) {
            List<StockLevel> levels = stock.reserve(transaction, taken);
            if (levels.size() != taken.size()) {
                throw new IllegalStateException("stock changed while its rows were locked");
            }
            lowStock.look(transaction, levels, taken::get);
            listings.soldOut(
                    transaction,
                    levels.stream()
                            .filter(level -> level.available() == 0)
                            .map(StockLevel::productId)
                            .toList());
            transaction.afterCommit(() -> changed.accept(taken.keySet()));
            reservations.hold(transaction, granted);
        }
        if (!rejected.isEmpty()) {
            reservations.reject(transaction, rejected);
        }
    }

    /** Sells what these orders have set aside; an order that has nothing set aside is left as it is. */
    public void commit(Handle transaction, Collection<UUID> orderIds) {
        Map<UUID, Reservation> present = reservations.lock(transaction, orderIds);
        List<UUID> reserved = in(ReservationState.RESERVED, present);
        if (!reserved.isEmpty()) {
            reservations.move(transaction, reserved, ReservationState.COMMITTED);
            stock.sell(transaction, reserved);
        }
        orderIds.stream()
                .filter(orderId ->
                        !present.containsKey(orderId) || present.get(orderId).state() == ReservationState.REJECTED)
                .forEach(orderId -> LOGGER.atWarn()
                        .addKeyValue("emporium.order_id", orderId)
                        .log("Nothing to sell: it was never set aside"));
    }

    /**
     * Ends whatever these orders hold: what is set aside is available again, what was sold is on the shelf again. An
     * order that is not known yet gets nothing when it asks later.
     */
    public void release(Handle transaction, Collection<UUID> orderIds) {
        Map<UUID, Reservation> present =
                reservations.open(transaction, Set.copyOf(orderIds), ReservationState.RELEASED);
        giveBack(
                transaction,
                in(ReservationState.RESERVED, present),
                in(ReservationState.COMMITTED, present),
                "cancelled");
    }

    /**
     * Puts something of what these orders were sold on the shelf again. An order that has nothing any more is left as it is.
     *
     * @throws InvalidMessageException when it is more than an order was sold and has not brought back
     */
    public void restockParts(Handle transaction, Collection<Demand> parts) {
        if (parts.isEmpty()) {
            return;
        }
        Set<UUID> orderIds = parts.stream().map(Demand::orderId).collect(Collectors.toSet());
        Set<UUID> sold = Set.copyOf(in(ReservationState.COMMITTED, reservations.lock(transaction, orderIds)));
        Map<UUID, Demand> byOrder = parts.stream()
                .filter(part -> sold.contains(part.orderId()))
                .collect(Collectors.toMap(Demand::orderId, Function.identity(), Demand::plus));
        if (!byOrder.isEmpty()) {
            if (!reservations.takeBack(transaction, byOrder.values())) {
                throw new InvalidMessageException("more is to come back than was sold");
            }
            back(transaction, stock.takeBack(transaction, byOrder.values()));
            reservations.release(transaction, byOrder.keySet());
        }
    }

    /** Puts all that these orders were sold, and have not brought back, on the shelf again. */
    public void restock(Handle transaction, Collection<UUID> orderIds) {
        giveBack(
                transaction,
                List.of(),
                in(ReservationState.COMMITTED, reservations.lock(transaction, orderIds)),
                "returned");
    }

    private void giveBack(Handle transaction, List<UUID> reserved, List<UUID> sold, String reason) {
        List<UUID> all = Stream.concat(reserved.stream(), sold.stream()).toList();
        if (!all.isEmpty()) {
            reservations.move(transaction, all, ReservationState.RELEASED);
            back(transaction, stock.giveBack(transaction, reserved, sold, reason));
        }
    }

    /** What there was nothing of can be ordered again. */
    private void back(Handle transaction, List<UUID> productIds) {
        listings.available(transaction, productIds);
        backInStock.look(transaction, productIds);
    }

    private static List<UUID> in(ReservationState state, Map<UUID, Reservation> reservations) {
        return reservations.values().stream()
                .filter(reservation -> reservation.state() == state)
                .map(Reservation::orderId)
                .toList();
    }
}
