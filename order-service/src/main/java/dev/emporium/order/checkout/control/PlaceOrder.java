package dev.emporium.order.checkout.control;

import dev.emporium.order.ordering.control.Moves;
import dev.emporium.order.ordering.entity.Order;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.order.ordering.entity.OrderStatus;
import dev.emporium.platform.client.RemoteServiceException;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.idempotency.Idempotency.Earlier;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.messaging.Outgoing;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.security.ErasedCustomers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
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

    public PlaceOrder(
            Jdbi jdbi,
            OrderRepository orders,
            Checkout checkout,
            Idempotency idempotency,
            Pricing pricing,
            Clock clock,
            GuestLimits guestLimits) {
        this.jdbi = jdbi;
        this.orders = orders;
        this.checkout = checkout;
        this.idempotency = idempotency;
        this.pricing = pricing;
        this.clock = clock;
        this.guestLimits = guestLimits;
    }

    /**
     * What was placed under the key before, and what it was answered; empty when nothing was.
     *
     * @param customerId who asks, or null for a guest
     * @throws ProblemException 401 when the customer's account was deleted
     */
    public Optional<Earlier> earlier(IdempotentRequest request, UUID customerId) {
        return jdbi.withHandle(handle -> {
            if (customerId != null) {
                erased.refuse(handle, customerId);
            }
            return idempotency.find(handle, request);
        });
    }

    /**
     * Places the order, unless the key has placed one already.
     *
     * @return the earlier one, or empty when this call has placed {@code orderId}
     * @throws ProblemException 422 for what cannot be ordered, 409 {@code price_changed} when it costs more than
     *     expected, 429 when a guest has ordered too much in this hour, 503 when the catalogue or the carts are away
     */
    public Optional<Earlier> place(UUID orderId, Purchase purchase, Buyer buyer, IdempotentRequest request) {
        final Order order;
        try {
            order = price(orderId, purchase, buyer.credentials());
        } catch (ProblemException e) {
            // while we looked, the same request may have been served, and its cart emptied
            Optional<Earlier> earlier = earlier(request, purchase.customerId());
            if (earlier.isPresent()) {
                return earlier;
            }
            throw e;
        }
        GuestLimits.Guest guest = purchase.customerId() == null ? guestLimits.guest(buyer.client()) : null;
        return jdbi.inTransaction(transaction -> {
            Optional<Earlier> earlier = idempotency.begin(transaction, request, orderId);
            if (earlier.isEmpty()) {
                if (guest != null) {
                    guestLimits.count(transaction, guest, order.pieces());
                }
                write(transaction, order, purchase);
            }
            return earlier;
        });
    }

    /** Keeps what the key's order is answered, unless another answer is kept already; returns the one that is kept. */
    public Answer settle(IdempotentRequest request, Answer answer) {
        return jdbi.withHandle(handle -> idempotency.settle(handle, request, answer));
    }

    private void write(Handle transaction, Order order, Purchase purchase) {
        orders.add(transaction, order, purchase.email(), purchase.orderToken(), purchase.locale());
        Outgoing placed = Outgoing.of(
                Moves.EVENTS, OrderPlaced.TYPE, order.orderId(), OrderPlaced.from(order, purchase.locale()));
        checkout.begin(transaction, order, purchase.paymentToken(), placed);
        transaction.afterCommit(() -> LOG.atInfo()
                .addKeyValue("event.action", "order-placed")
                .addKeyValue("emporium.order_id", order.orderId())
                .addKeyValue("emporium.order_status", order.status().word())
                .addKeyValue("user.id", order.customerId())
                .log("An order was placed"));
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
