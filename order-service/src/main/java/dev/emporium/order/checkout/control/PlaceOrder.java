package dev.emporium.order.checkout.control;

import dev.emporium.order.ordering.control.Moves;
import dev.emporium.order.ordering.control.OrderCounts;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.order.ordering.entity.OrderState;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.platform.client.RemoteServiceException;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.idempotency.Idempotency.Earlier;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.messaging.Outgoing;
import dev.emporium.platform.persistence.Writes;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.security.ErasedCustomers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Places an order: priced by the catalogue, written down as pending, and the first step of its checkout on its way.
 * One key makes at most one order, however often and however parallel it comes. Thread safe.
 */
public final class PlaceOrder {
    private static final Logger LOG = LoggerFactory.getLogger(PlaceOrder.class);

    private final ErasedCustomers erased = new ErasedCustomers();
    private final Jdbi jdbi;
    private final OrderRepository orders;
    private final Checkout checkout;
    private final Idempotency idempotency;
    private final Pricing pricing;
    private final Clock clock;
    private final GuestLimits guestLimits;
    private final OrderCounts counts;

    public PlaceOrder(
            Jdbi jdbi,
            OrderRepository orders,
            Checkout checkout,
            Idempotency idempotency,
            Pricing pricing,
            Clock clock,
            GuestLimits guestLimits,
            OrderCounts counts) {
        this.jdbi = jdbi;
        this.orders = orders;
        this.checkout = checkout;
        this.idempotency = idempotency;
        this.pricing = pricing;
        this.clock = clock;
        this.guestLimits = guestLimits;
        this.counts = counts;
    }

    /**
     * What has become of a wish to buy.
     *
     * @param order the one that was placed, pending; null when the key had placed one before
     * @param earlier that one, or null
     */
    public record Placement(Order order, Earlier earlier) {}

    /**
     * Places the order, unless the key has placed one already: one statement, for somebody signed in.
     *
     * @param isAnswered by the order as it is placed, which does not wait for its decision
     * @throws ProblemException 401 when the customer's account was deleted, 422 for what cannot be ordered or when the key
     *     stands for another request, 409 {@code price_changed} when it costs more than expected, 409 when whoever has the key
     *     is still at work, 429 when a guest has ordered too much in this hour, 503 when the catalogue or the carts are away,
     *     or no rates were ever seen
     */
    public Placement place(
            UUID orderId, Purchase purchase, Buyer buyer, IdempotentRequest request, boolean isAnswered) {
        final Order order;
        try {
            order = price(orderId, purchase, buyer.credentials());
        } catch (ProblemException e) {
            // the same request may have been served before, and its cart emptied
            return jdbi.withHandle(handle -> earlier(handle, request, purchase.customerId()))
                    .map(earlier -> new Placement(null, earlier))
                    .orElseThrow(() -> e);
        }
        if (write(order, purchase, buyer, request, isAnswered ? order.state() : null)) {
            checkout.begun();
            counts.came(order);
            log(order);
            return new Placement(order, null);
        }
        return jdbi.withHandle(handle -> {
            Optional<Earlier> earlier = earlier(handle, request, purchase.customerId());
            return new Placement(null, earlier.orElseThrow(Idempotency::busy));
        });
    }

    /** What was placed under the key before; a deleted account is told nothing. */
    private Optional<Earlier> earlier(Handle handle, IdempotentRequest request, UUID customerId) {
        if (customerId != null) {
            erased.refuse(handle, customerId);
        }
        return idempotency.find(handle, request);
    }

    /** Keeps the state that the key's order is answered in, unless there is an answer; returns what is kept, if anything is. */
    public Optional<Earlier> settle(IdempotentRequest request, OrderState state) {
        return Optional.ofNullable(jdbi.withHandle(handle -> idempotency.settle(handle, Map.of(request, state)))
                .get(request));
    }

    private boolean write(Order order, Purchase purchase, Buyer buyer, IdempotentRequest request, OrderState state) {
        Writes writes = new Writes().onlyIf(ErasedCustomers.ABSENT);
        orders.add(writes, Idempotency.CLAIMED, order, purchase.email(), purchase.orderToken(), purchase.locale());
        Outgoing placed = Outgoing.of(
                Moves.EVENTS, OrderPlaced.TYPE, order.orderId(), OrderPlaced.from(order, purchase.locale()));
        checkout.begin(writes, Idempotency.CLAIMED, order, purchase.paymentToken(), placed);
        if (purchase.customerId() != null) {
            return jdbi.withHandle(handle -> idempotency.claim(handle, request, order.orderId(), state, writes));
        }
        GuestLimits.Guest guest = guestLimits.guest(buyer.client());
        return jdbi.inTransaction(transaction -> {
            boolean written = idempotency.claim(transaction, request, order.orderId(), state, writes);
            if (written) {
                guestLimits.count(transaction, guest, order.pieces());
            }
            return written;
        });
    }

    private static void log(Order order) {
        LOG.atInfo()
                .addKeyValue("event.action", "order-placed")
                .addKeyValue("emporium.order_id", order.orderId())
                .addKeyValue("emporium.order_status", order.status().word())
                .addKeyValue("user.id", order.customerId())
                .log("An order was placed");
    }

    private Order price(UUID orderId, Purchase purchase, String credentials) {
        try {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            Pricing.Price price = pricing.price(purchase, credentials, LocalDate.ofInstant(now, ZoneOffset.UTC));
            return new Order(
                    orderId,
                    purchase.customerId(),
                    purchase.cartId(),
                    OrderStatus.PENDING,
                    null,
                    price.lines(),
                    price.shipping(),
                    price.total(),
                    null,
                    purchase.shippingAddress(),
                    now,
                    now);
        } catch (RemoteServiceException e) {
            throw ProblemException.of(
                            503, "unavailable", "Prices are not to be had at the moment; nothing was ordered.")
                    .withRetryAfter(Duration.ofSeconds(1));
        }
    }
}
