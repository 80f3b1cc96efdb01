package dev.emporium.order.checkout.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheckRegistry;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.emporium.order.OrderConfiguration;
import dev.emporium.order.checkout.boundary.AnswersListener;
import dev.emporium.order.checkout.control.Mortal.Death;
import dev.emporium.order.checkout.control.Mortal.Point;
import dev.emporium.order.checkout.control.PlaceOrder.Placement;
import dev.emporium.order.checkout.entity.CheckoutRepository;
import dev.emporium.order.checkout.entity.GuestOrders;
import dev.emporium.order.checkout.entity.Rates;
import dev.emporium.order.checkout.entity.RatesRepository;
import dev.emporium.order.checkout.entity.Saga;
import dev.emporium.order.ordering.boundary.ShipmentEventsListener;
import dev.emporium.order.ordering.control.Decisions;
import dev.emporium.order.ordering.control.Erasure;
import dev.emporium.order.ordering.control.Moves;
import dev.emporium.order.ordering.control.OrderCounts;
import dev.emporium.order.ordering.control.OrderDesk;
import dev.emporium.order.ordering.control.Shipments;
import dev.emporium.order.ordering.entity.OrderRepository;
import dev.emporium.order.ordering.entity.Viewer;
import dev.emporium.order.returns.boundary.RefundsListener;
import dev.emporium.order.returns.control.Returns;
import dev.emporium.order.returns.entity.Return;
import dev.emporium.order.returns.entity.ReturnRepository;
import dev.emporium.order.returns.entity.ReturnStatus;
import dev.emporium.platform.Json;
import dev.emporium.platform.Money;
import dev.emporium.platform.Platform;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.client.RemoteService;
import dev.emporium.platform.client.RemoteService.Tagged;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.messaging.KafkaConfiguration;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.MessageHandler;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.postal.Address;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.testing.ServiceStub;
import dev.emporium.platform.testing.TestDatabase;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jersey.validation.Validators;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever dies at whatever step, before a commit, after it, or once a message is sent: whoever starts next goes on, and in the
 * end orders, books and messages are as if nobody had died. The real repositories, on a real database; Kafka is a queue that keeps
 * what was not finished, and other services are as their contracts say.
 */
@TestInstance(Lifecycle.PER_CLASS)
class CrashPointsIT {
    /** Every step of every journey, whose victim dies there at each point, and what has become of the order in the end. */
    private static final String TABLE =
            """
            journey    | step                    | victim           | expected
            bought     | placed                  | order-service    | returned, stock sold, restocked once, money taken, refunded once
            bought     | stock.reserve           | product-service  | returned, stock sold, restocked once, money taken, refunded once
            bought     | stock.reserved          | order-service    | returned, stock sold, restocked once, money taken, refunded once
            bought     | payment.authorise       | payment-service  | returned, stock sold, restocked once, money taken, refunded once
            bought     | payment.authorised      | order-service    | returned, stock sold, restocked once, money taken, refunded once
            bought     | stock.commit            | product-service  | returned, stock sold, restocked once, money taken, refunded once
            bought     | shipment.create         | shipping-service | returned, stock sold, restocked once, money taken, refunded once
            bought     | shipment.dispatched     | order-service    | returned, stock sold, restocked once, money taken, refunded once
            bought     | payment.capture         | payment-service  | returned, stock sold, restocked once, money taken, refunded once
            bought     | shipment.delivered      | order-service    | returned, stock sold, restocked once, money taken, refunded once
            bought     | return requested        | order-service    | returned, stock sold, restocked once, money taken, refunded once
            bought     | return accepted         | order-service    | returned, stock sold, restocked once, money taken, refunded once
            bought     | return received         | order-service    | returned, stock sold, restocked once, money taken, refunded once
            bought     | stock.restock           | product-service  | returned, stock sold, restocked once, money taken, refunded once
            bought     | payment.refund          | payment-service  | returned, stock sold, restocked once, money taken, refunded once
            bought     | payment.refunded        | order-service    | returned, stock sold, restocked once, money taken, refunded once
            at bank    | payment.action_required | order-service    | confirmed, stock sold, money action_required
            at bank    | payment.authorised      | order-service    | confirmed, stock sold, money action_required
            too late   | timed out               | order-service    | rejected, stock free, money free
            too late   | payment.void            | payment-service  | rejected, stock free, money free
            too late   | stock.release           | product-service  | rejected, stock free, money free
            too late   | payment.authorised      | order-service    | rejected, stock free, money free
            declined   | payment.declined        | order-service    | rejected, stock free, money free
            unpayable  | payment.failed          | order-service    | rejected, stock free, money free
            sold out   | stock.rejected          | order-service    | rejected, stock free
            called off | called off              | order-service    | cancelled, stock free, money free
            recalled   | recall asked            | order-service    | cancelled, stock free, money free
            recalled   | shipment.cancel         | shipping-service | cancelled, stock free, money free
            recalled   | shipment.cancelled      | order-service    | cancelled, stock free, money free
            left       | recall asked            | order-service    | shipped, stock sold, money taken
            left       | shipment.dispatched     | order-service    | shipped, stock sold, money taken
            """;

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final UUID PRODUCT = UUID.fromString("0193b3a0-0000-7000-8000-0000000000b1");
    private static final Actor STAFF = new Actor(UUID.randomUUID(), "192.0.2.1");
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Platform PLATFORM = new Platform(
            "order-service",
            null,
            new Environment(
                    "test",
                    Json.mapper(),
                    Validators.newValidatorFactory(),
                    new MetricRegistry(),
                    null,
                    new HealthCheckRegistry(),
                    new OrderConfiguration()),
            null,
            null,
            new PrometheusRegistry());

    private final ServiceStub catalogue = new ServiceStub(
            "product-service",
            "/products",
            request ->
                    """
                    {"items":[{"product_id":"%s","sku":"SKU-1","name":"Thing","price":{"amount":"5.00","currency":"EUR"},
                     "available":5,"status":"active","description":null,"category":null,"brand":null,"attributes":{},
                     "family":null,"image_urls":[],"weight_grams":400,"lowest_price_30_days":null,"low_stock_threshold":null,"created_at":"2026-11-21T10:00:00Z",
                     "updated_at":"2026-11-21T10:00:00Z"}],"next":null}
                    """
                            .formatted(PRODUCT));
    private final Catalogue products = new Catalogue(
            new RemoteService("product-service", URI.create(catalogue.url()), PLATFORM),
            new KafkaConfiguration("nowhere:1"));
    private final Map<String, String> undisturbed = new HashMap<>();

    @AfterAll
    void close() {
        catalogue.close();
    }

    /** What people do, and what happens at other services by itself, in turn; whatever follows from it has followed before the next. */
    private static List<String> journey(String name) {
        return switch (name) {
            case "bought" ->
                List.of(
                        "placed",
                        "shipment.dispatched",
                        "shipment.delivered",
                        "return requested",
                        "return accepted",
                        "return received");
            case "at bank" -> List.of("placed", "payment.authorised");
            case "too late" -> List.of("placed", "timed out", "payment.authorised");
            case "called off" -> List.of("placed", "called off");
            case "recalled" -> List.of("placed", "recall asked");
            case "left" -> List.of("placed", "recall asked", "shipment.dispatched");
            default -> List.of("placed");
        };
    }

    record Row(String journey, String step, String victim, Point point, String expected) {
        @Override
        public String toString() {
            return "%s: %s dies at %s, %s".formatted(journey, victim, step, point);
        }
    }

    static List<Row> rows() {
        return TABLE.lines()
                .skip(1)
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toArray(String[]::new))
                .flatMap(cells -> Arrays.stream(Point.values())
                        .map(point -> new Row(cells[0], cells[1], cells[2], point, cells[3])))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whoeverStartsNextGoesOn(Row row) throws Exception {
        String expected = undisturbed.computeIfAbsent(row.journey(), name -> new World(name, null).live());
        World world = new World(row.journey(), row);
        assertThat(world.live()).isEqualTo(expected);
        assertThat(world.ends).isEqualTo(row.expected());
        // nothing is sent at some steps, so nobody can die of it there
        assertThat(world.deaths).isEqualTo(row.point() == Point.SENT && world.sentNothing() ? 0 : 1);
    }

    @Test
    void theTableHasEveryStep() {
        Set<String> steps = new TreeSet<>();
        for (String journey : rows().stream().map(Row::journey).collect(Collectors.toCollection(LinkedHashSet::new))) {
            World world = new World(journey, null);
            world.live();
            steps.addAll(world.steps);
        }
        assertThat(rows().stream().map(row -> row.victim() + " " + row.step()).collect(Collectors.toSet()))
                .containsAll(steps);
    }

    /** One order's world: services that can die, and what is between them. */
    private final class World {
        private final String journey;
        private final Row row;
        private final UUID customerId = UUID.randomUUID();
        private final String key = UUID.randomUUID().toString();
        private final Set<String> steps = new TreeSet<>();
        private final Deque<Message> heard = new ArrayDeque<>();
        private final List<String> told = new ArrayList<>();
        private final Set<UUID> toldIds = new LinkedHashSet<>();
        private final List<Neighbour> neighbours;
        private Life life;
        private UUID orderId;
        private UUID returnId;
        private Message first;
        private String victim;
        private String step;
        private boolean sent;
        private int deaths;
        private String ends;

        World(String journey, Row row) {
            this.journey = journey;
            this.row = row;
            String answer =
                    switch (journey) {
                        case "at bank", "too late", "called off" -> "action_required";
                        case "declined" -> "declined";
                        case "unpayable" -> "failed";
                        default -> "authorised";
                    };
            this.neighbours = List.of(
                    Neighbour.products(!journey.equals("sold out"), this::comes),
                    Neighbour.payments(answer, this::comes),
                    Neighbour.parcels(this::comes));
            this.life = new Life(this);
        }

        private void comes(Point point) {
            steps.add(victim + " " + step);
            if (point == Point.SENT) {
                sent |= row != null && row.step().equals(step) && row.victim().equals(victim);
            }
            if (row != null
                    && deaths == 0
                    && row.point() == point
                    && row.step().equals(step)
                    && row.victim().equals(victim)) {
                deaths++;
                throw new Death();
            }
        }

        boolean sentNothing() {
            return !sent;
        }

        /** @return all that can be seen of it in the end */
        String live() {
            for (String action : journey(journey)) {
                again("order-service", action, () -> act(action));
                settle();
            }
            String seen = seen();
            ends = summary();
            life.close();
            return seen;
        }

        /** Somebody does it again who was not told that it is done; who has died is started anew before. */
        private void again(String who, String what, Runnable work) {
            while (true) {
                victim = who;
                step = what;
                try {
                    work.run();
                    return;
                } catch (ProblemException e) {
                    // on a busy machine the catalogue may answer too late: then the client asks again
                    assertThat(e.status()).isEqualTo(503);
                } catch (Death death) {
                    if (who.equals("order-service")) {
                        life.close();
                        life = new Life(this);
                    }
                }
            }
        }

        private void act(String action) {
            switch (action) {
                case "placed" -> orderId = life.place();
                case "timed out" -> {
                    DATABASE.jdbi()
                            .useHandle(handle -> handle.execute(
                                    "update checkouts set deadline = deadline - interval '1 hour' where order_id = ?",
                                    orderId));
                    life.checkout.sweep();
                }
                case "called off", "recall asked" -> {
                    // where the parcel has left, shipping-service has heard of that before
                    neighbours.get(2).refuse(journey.equals("left"));
                    life.desk.cancel(orderId, Viewer.of(customerId, null), null);
                }
                case "return requested" -> returnId = life.requestReturn();
                case "return accepted" -> life.returns.move(orderId, returnId, ReturnStatus.ACCEPTED, STAFF);
                case "return received" -> life.returns.move(orderId, returnId, ReturnStatus.RECEIVED, STAFF);
                default -> neighbours.get(action.startsWith("payment.") ? 1 : 2).say(action, first, heard::add);
            }
        }

        /** Until nobody has anything to do. */
        private void settle() {
            String relaying = step;
            while (relay(relaying) || consume()) {
                relaying = step;
            }
        }

        /** Sends what order-service has to say, in its order, and forgets it then. */
        private boolean relay(String causedBy) {
            List<Map<String, Object>> rows = life.jdbi.withHandle(
                    handle -> handle.createQuery("select position, message from outbox where key = ? order by position")
                            .bind(0, String.valueOf(orderId))
                            .mapToMap()
                            .list());
            for (Map<String, Object> each : rows) {
                Message message = message((String) each.get("message"));
                send(message);
                again("order-service", causedBy, () -> {
                    comes(Point.SENT);
                    life.jdbi.useHandle(
                            handle -> handle.execute("delete from outbox where position = ?", each.get("position")));
                });
                if (deaths > 0 && row.point() == Point.SENT) {
                    send(message);
                }
                step = causedBy;
            }
            return !rows.isEmpty();
        }

        private void send(Message message) {
            first = first == null ? message : first;
            if (toldIds.add(message.id())) {
                told.add(message.type() + " " + message.data());
            }
            int index = List.of("stock", "payment", "shipment")
                    .indexOf(message.type().substring(0, message.type().indexOf('.')));
            if (index >= 0) {
                Neighbour neighbour = neighbours.get(index);
                again(neighbour.name(), message.type(), () -> neighbour.hear(message, heard::add));
            }
        }

        private boolean consume() {
            Message next = heard.peek();
            if (next == null) {
                return false;
            }
            again("order-service", next.type(), () -> life.hear(next));
            heard.remove();
            step = next.type();
            return true;
        }

        private String seen() {
            String history =
                    life.jdbi.withHandle(handle -> life.orders.history(handle, orderId, Viewer.staff())).stream()
                            .map(entry -> entry.status() + " by " + entry.actor() + " for " + entry.cause())
                            .collect(Collectors.joining("\n"));
            String all = Stream.of(history, String.join("\n", told), summary()).collect(Collectors.joining("\n"));
            String left = life.jdbi.withHandle(handle -> handle.createQuery(
                            """
                            select (select count(*) from checkouts where order_id = :id) || ' checkouts, '
                                || (select count(*) from orders where customer_id = :customerId) || ' orders, '
                                || (select count(*) from returns where order_id = :id) || ' returns, refund '
                                || coalesce((select max(refund_minor) from returns where order_id = :id), 0)
                            """)
                    .bind("id", orderId)
                    .bind("customerId", customerId)
                    .mapTo(String.class)
                    .one());
            return (all + "\n" + left)
                    .replace(orderId.toString(), "ORDER")
                    .replace(customerId.toString(), "CUSTOMER")
                    .replace(String.valueOf(returnId), "RETURN");
        }

        String summary() {
            String status = life.desk.read(orderId, Viewer.staff()).status().word();
            return Stream.concat(
                            Stream.of(status),
                            neighbours.stream().limit(2).flatMap(neighbour -> neighbour.told().stream()))
                    .collect(Collectors.joining(", "));
        }
    }

    private static Message message(String text) {
        try {
            return Json.mapper().readValue(text, Message.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** order-service from one start to its death: nothing of it is in the next but what the database has. */
    private final class Life {
        private final World world;
        private final Mortal connection;
        private final Jdbi jdbi;
        private final OrderRepository orders = new OrderRepository(Json.mapper());
        private final Checkout checkout;
        private final OrderDesk desk;
        private final Returns returns;
        private final PlaceOrder placeOrder;
        private final Map<String, MessageHandler> handlers = new HashMap<>();

        Life(World world) {
            this.world = world;
            this.connection = new Mortal(DATABASE.jdbcUrl(), world::comes);
            this.jdbi = Jdbi.create(connection).installPlugin(new PostgresPlugin());
            Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
            Outbox outbox = new Outbox("order-service", Json.mapper(), clock, () -> {});
            Idempotency idempotency = new Idempotency(Json.mapper());
            Decisions decisions = new Decisions(jdbi, orders, idempotency);
            OrderCounts counts = new OrderCounts(new PrometheusRegistry());
            Moves moves = new Moves(orders, outbox, new Erasure(orders, idempotency, clock), decisions, counts, clock);
            this.checkout = new Checkout(
                    jdbi,
                    Saga.checkout(Duration.ofMinutes(1), Duration.ofMinutes(15)),
                    new CheckoutRepository(),
                    orders,
                    moves,
                    outbox,
                    decisions,
                    counts,
                    clock);
            AuditTrail audit = new AuditTrail(jdbi);
            this.desk = new OrderDesk(jdbi, orders, moves, checkout, audit);
            this.returns = new Returns(
                    jdbi, new ReturnRepository(Json.mapper()), desk, moves, outbox, idempotency, audit, clock);
            OrderLimits limits = new OrderLimits(100, 100, 500, 60, 600);
            Money price = Money.of(390, "EUR");
            Rates rates = new Rates(
                    500,
                    30,
                    List.of(new Rates.Zone(
                            List.of("*"),
                            List.of(new Rates.Method(
                                    "standard",
                                    "Standard",
                                    new Rates.Days(1, 3),
                                    List.of(new Rates.Price(0, 10_000, price, null)))))));
            ShippingRates shipping = new ShippingRates(
                    DATABASE.jdbi(),
                    new RatesRepository(Json.mapper()),
                    tag -> Optional.of(new Tagged<>("\"1\"", rates)),
                    clock);
            shipping.renew();
            this.placeOrder = new PlaceOrder(
                    jdbi,
                    orders,
                    checkout,
                    idempotency,
                    new Pricing(limits, null, products, shipping),
                    clock,
                    new GuestLimits(jdbi, new GuestOrders(), limits, clock),
                    counts);
            handlers.putAll(new AnswersListener(checkout, Json.mapper()).handlers());
            handlers.putAll(new ShipmentEventsListener(new Shipments(moves)).handlers());
            handlers.putAll(new RefundsListener(returns, Json.mapper()).handlers());
        }

        void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private IdempotentRequest request(String operation) {
            return new IdempotentRequest(
                    world.customerId.toString(), world.key, operation, new byte[] {1}, new byte[] {2});
        }

        UUID place() {
            UUID orderId = Uuid7.next();
            Purchase purchase = new Purchase(
                    world.customerId,
                    null,
                    null,
                    Map.of(PRODUCT, 2L),
                    new Address("Ada", "Main Street 1", null, "Berlin", null, "10115", "DE"),
                    "tok_ok",
                    null,
                    null,
                    null,
                    null,
                    null);
            IdempotentRequest request = request("POST /orders {}");
            Placement placement = placeOrder.place(orderId, purchase, new Buyer(null, "192.0.2.7"), request, false);
            return placement.earlier() == null ? orderId : placement.earlier().resourceId();
        }

        UUID requestReturn() {
            Answer answer = returns.request(
                    request("POST /orders/{order_id}/returns"),
                    world.orderId,
                    Viewer.of(world.customerId, null),
                    List.of(new Return.Line(PRODUCT, 2)),
                    "Too small",
                    asked -> new Answer(201, Map.of(), asked.returnId().toString()));
            return UUID.fromString(answer.body());
        }

        /** As the platform's consumer does: the message's id and its effect in one transaction. */
        void hear(Message message) {
            MessageHandler handler = handlers.get(message.type());
            if (handler != null) {
                jdbi.useTransaction(transaction -> {
                    boolean unseen = !transaction
                            .createQuery(
                                    "insert into inbox (message_id) values (?) on conflict do nothing returning message_id")
                            .bind(0, message.id())
                            .mapTo(UUID.class)
                            .list()
                            .isEmpty();
                    if (unseen) {
                        handler.handle(transaction, List.of(message));
                    }
                });
            }
        }
    }
}
