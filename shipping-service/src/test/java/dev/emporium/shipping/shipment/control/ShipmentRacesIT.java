package dev.emporium.shipping.shipment.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Json;
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.audit.Actor;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.messaging.Message;
import dev.emporium.platform.messaging.Outbox;
import dev.emporium.platform.operations.Books.Difference;
import dev.emporium.platform.postal.Address;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.testing.TestDatabase;
import dev.emporium.shipping.carrier.control.Carrier;
import dev.emporium.shipping.carrier.control.SimulatedCarrier;
import dev.emporium.shipping.carrier.entity.Label;
import dev.emporium.shipping.carrier.entity.Parcel;
import dev.emporium.shipping.shipment.entity.Item;
import dev.emporium.shipping.shipment.entity.Move;
import dev.emporium.shipping.shipment.entity.Shipment;
import dev.emporium.shipping.shipment.entity.ShipmentRepository;
import dev.emporium.shipping.shipment.entity.ShipmentStatus;
import dev.emporium.shipping.shipment.entity.Wish;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to a shipment at the same moment, too late, or again. */
class ShipmentRacesIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Actor STAFF = new Actor(UUID.randomUUID(), "192.0.2.1");
    private static final Address ADDRESS =
            new Address("Jo Doe", "12 St James's Square", null, "London", null, "SW1Y 4JH", "GB");
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final int ROUNDS = 100;

    private final Jdbi jdbi = DATABASE.jdbi();
    private final Ticking clock = new Ticking();
    private final ShipmentRepository repository = new ShipmentRepository(Json.mapper());
    private final Outbox outbox = new Outbox("shipping-service", Json.mapper(), clock, () -> {});
    private final Shipments shipments = new Shipments(jdbi, repository, outbox, new AuditTrail(jdbi), clock);
    private final Erasure erasure = new Erasure(repository, clock);
    private final Collection<String> asked = new ConcurrentLinkedQueue<>();
    private final Collection<String> voided = new ConcurrentLinkedQueue<>();
    private final Collection<String> askedFor = new ConcurrentLinkedQueue<>();
    private final Voids voids = voids(() -> {});
    private final Labels labels = labels(ShipmentRacesIT::addresses);

    /** A clock that the test puts on. */
    private static final class Ticking extends Clock {
        private volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");

        void passes(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    private static Map<UUID, Address> addresses(Collection<UUID> orderIds) {
        return orderIds.stream().collect(Collectors.toMap(Function.identity(), id -> ADDRESS));
    }

    private Labels labels(Deliveries deliveries) {
        return new Labels(jdbi, repository, deliveries, new Noting(() -> {}), clock);
    }

    private Voids voids(Runnable afterwards) {
        return new Voids(jdbi, repository, new Noting(afterwards), clock);
    }

    /** A carrier that notes what it is asked. */
    private final class Noting implements Carrier {
        private final Carrier carrier = new SimulatedCarrier();
        private final Runnable afterVoid;

        private Noting(Runnable afterVoid) {
            this.afterVoid = afterVoid;
        }

        @Override
        public Label label(Parcel parcel) {
            askedFor.add(RequestContext.requestId() + " " + RequestContext.traceparent());
            asked.add(parcel.key());
            return carrier.label(parcel);
        }

        @Override
        public void voidLabel(String key) {
            askedFor.add(RequestContext.requestId() + " " + RequestContext.traceparent());
            voided.add(key);
            carrier.voidLabel(key);
            afterVoid.run();
        }
    }

    @BeforeEach
    void nothingIsSent() {
        jdbi.useHandle(handle -> {
            handle.execute("truncate shipments, shipment_lines, shipment_history, outbox, erased_customers");
        });
    }

    private static Message message(String type, UUID orderId) {
        return new Message(
                "1.0",
                Uuid7.next(),
                "/order-service",
                type,
                orderId,
                Instant.parse("2026-11-21T10:00:00Z"),
                null,
                "request-1",
                TRACE,
                Json.mapper().createObjectNode());
    }

    private UUID create(UUID orderId, UUID customerId) {
        Wish wish = new Wish(orderId, customerId, "standard", null, List.of(new Item(Uuid7.next(), 2)));
        jdbi.useTransaction(
                transaction -> shipments.create(transaction, Map.of(message("shipment.create", orderId), wish)));
        return shipmentOf(orderId).shipmentId();
    }

    private void cancel(UUID orderId) {
        jdbi.useTransaction(transaction ->
                shipments.cancel(transaction, List.of(message("shipment.cancel", orderId)), Set.of(orderId)));
    }

    private Shipment shipmentOf(UUID orderId) {
        return shipments.list(null, orderId, null, 1).items().get(0);
    }

    private boolean moves(UUID shipmentId, ShipmentStatus to) {
        try {
            return shipments.move(shipmentId, to, STAFF).status() == to;
        } catch (ProblemException refused) {
            assertThat(refused.code()).isEqualTo("illegal_move");
            return false;
        }
    }

    private List<String> told(UUID orderId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select message::jsonb ->> 'type' from outbox where key = :key order by position")
                .bind("key", orderId.toString())
                .mapTo(String.class)
                .list());
    }

    /** All at the same moment. */
    private static void together(Runnable... runs) {
        CyclicBarrier barrier = new CyclicBarrier(runs.length);
        CompletableFuture.allOf(Arrays.stream(runs)
                        .map(run -> CompletableFuture.runAsync(
                                () -> {
                                    try {
                                        barrier.await();
                                    } catch (Exception e) {
                                        throw new IllegalStateException(e);
                                    }
                                    run.run();
                                },
                                task -> new Thread(task).start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    @Test
    void isEitherDispatchedOrCalledOffWhoeverAsksAtTheSameMoment() {
        Set<ShipmentStatus> ends = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            UUID orderId = Uuid7.next();
            UUID shipmentId = create(orderId, null);
            labels.run();
            Duration pace = Duration.ofSeconds(1);
            clock.passes(pace);
            Runnable byStaff = () -> moves(shipmentId, ShipmentStatus.DISPATCHED);
            Runnable byCarrier = () -> shipments.goOn(pace);
            Runnable byBuyer = () -> cancel(orderId);
            switch (round) {
                // whoever comes first by far, so that both ends are seen
                case 0 -> {
                    byBuyer.run();
                    together(byStaff, byCarrier);
                }
                case 1 -> {
                    together(byStaff, byCarrier);
                    byBuyer.run();
                }
                default -> together(byStaff, byCarrier, byBuyer);
            }

            Shipment shipment = shipmentOf(orderId);
            boolean left = shipment.status() == ShipmentStatus.DISPATCHED;
            ends.add(shipment.status());
            assertThat(told(orderId))
                    .containsExactly("shipment.created", left ? "shipment.dispatched" : "shipment.cancelled");
            assertThat(shipment.history())
                    .extracting(entry -> entry.status())
                    .containsExactly(ShipmentStatus.CREATED, shipment.status());
            if (left) {
                moves(shipmentId, ShipmentStatus.IN_TRANSIT);
                moves(shipmentId, ShipmentStatus.DELIVERED);
            }
        }
        assertThat(ends).containsExactlyInAnyOrder(ShipmentStatus.DISPATCHED, ShipmentStatus.CANCELLED);
    }

    @Test
    void isMadeOnceOrNotAtAllWhenTheCancellationComesAtTheSameMoment() {
        for (int round = 0; round < ROUNDS; round++) {
            UUID orderId = Uuid7.next();
            together(() -> create(orderId, null), () -> create(orderId, null), () -> cancel(orderId));
            assertThat(shipmentOf(orderId).status()).isEqualTo(ShipmentStatus.CANCELLED);
            assertThat(told(orderId)).contains("shipment.cancelled").doesNotHaveDuplicates();
        }
    }

    /** Whoever does it does so later, and for many at once. */
    @Test
    void whatIsDoneForItLaterGoesOnInTheTraceThatItWasMadeIn() {
        UUID orderId = Uuid7.next();
        create(orderId, null);
        labels.run();
        for (int moves = 0; moves < 3; moves++) {
            clock.passes(Duration.ofSeconds(1));
            shipments.goOn(Duration.ofSeconds(1));
        }
        assertThat(told(orderId)).endsWith("shipment.delivered").hasSize(4);
        assertThat(origins(orderId)).containsExactly("request-1 " + TRACE);

        UUID calledOff = Uuid7.next();
        create(calledOff, null);
        labels.run();
        cancel(calledOff);
        clock.passes(Labels.LEASE);
        voids.run();
        assertThat(asked).hasSize(2);
        assertThat(voided).hasSize(1);
        assertThat(askedFor).containsOnly("request-1 " + TRACE).hasSize(3);
    }

    /** Of all that was told of the order. */
    private Set<String> origins(UUID orderId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select concat(message::jsonb ->> 'requestid', ' ', message::jsonb ->> 'traceparent')
                        from outbox where key = :key
                        """)
                .bind("key", orderId.toString())
                .mapTo(String.class)
                .set());
    }

    @Test
    void isLabelledOnceHoweverManyReplicasThereAre() {
        List<UUID> orderIds = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            orderIds.add(Uuid7.next());
            create(orderIds.get(i), null);
        }
        together(labels, labels, labels);
        assertThat(orderIds)
                .allSatisfy(orderId ->
                        assertThat(shipmentOf(orderId).trackingNumber()).isNotNull());
        assertThat(asked).hasSize(50).doesNotHaveDuplicates();
    }

    /** Labels are kept together. */
    @Test
    void aLabelThatCannotBeKeptKeepsNoOtherBack() {
        List<UUID> orderIds = Stream.generate(Uuid7::next).limit(3).toList();
        orderIds.forEach(orderId -> create(orderId, null));
        UUID second = shipmentOf(orderIds.get(1)).shipmentId();
        Carrier odd = new Carrier() {
            @Override
            public Label label(Parcel parcel) {
                // no text of PostgreSQL's
                return new Label(parcel.key().startsWith(second.toString()) ? "\0" : "1Z", null);
            }

            @Override
            public void voidLabel(String key) {
                throw new AssertionError("nothing is void");
            }
        };
        new Labels(jdbi, repository, ShipmentRacesIT::addresses, odd, clock).run();
        assertThat(orderIds.stream().map(orderId -> shipmentOf(orderId).trackingNumber()))
                .containsExactly("1Z", null, "1Z");
        labels.run();
        assertThat(shipmentOf(orderIds.get(1)).trackingNumber())
                .as("before its time")
                .isNull();
    }

    /** Whoever was to ask has died in between. */
    @Test
    void isLabelledByAnotherOneOnceTheLeaseIsOverUnderTheSameKey() {
        UUID orderId = Uuid7.next();
        create(orderId, null);
        Labels dying = labels(ids -> {
            throw new StackOverflowError();
        });
        assertThat(fails(dying)).isTrue();
        labels.run();
        assertThat(shipmentOf(orderId).trackingNumber()).isNull();

        clock.passes(Duration.ofMinutes(1));
        labels.run();
        assertThat(shipmentOf(orderId).trackingNumber()).isNotNull();
        assertThat(asked).containsExactly(shipmentOf(orderId).shipmentId() + "/1");
    }

    private static boolean fails(Runnable run) {
        try {
            run.run();
            return false;
        } catch (StackOverflowError e) {
            return true;
        }
    }

    @Test
    void asksAgainLaterAndLaterWhileOrderServiceIsAway() {
        UUID orderId = Uuid7.next();
        create(orderId, null);
        List<Instant> attempts = new ArrayList<>();
        Labels failing = labels(ids -> {
            attempts.add(clock.instant());
            throw new IllegalStateException("away");
        });
        Instant start = clock.instant();
        for (int second = 0; second < 130; second++) {
            failing.run();
            clock.passes(Duration.ofSeconds(1));
        }
        assertThat(attempts)
                .extracting(attempt -> Duration.between(start, attempt).toSeconds())
                .containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 61L, 91L, 121L);

        clock.passes(Duration.ofSeconds(30));
        labels.run();
        assertThat(shipmentOf(orderId).trackingNumber()).isNotNull();
    }

    @Test
    void givesNoLabelToWhatIsCalledOffMeanwhile() {
        UUID orderId = Uuid7.next();
        create(orderId, null);
        labels(ids -> {
                    cancel(orderId);
                    return addresses(ids);
                })
                .run();
        assertThat(shipmentOf(orderId).status()).isEqualTo(ShipmentStatus.CANCELLED);
        assertThat(shipmentOf(orderId).trackingNumber()).isNull();
        clock.passes(Duration.ofHours(2));
        asked.clear();
        labels.run();
        assertThat(asked).isEmpty();
    }

    private String labelledAndCalledOff() {
        UUID orderId = Uuid7.next();
        UUID shipmentId = create(orderId, null);
        labels.run();
        cancel(orderId);
        return shipmentId + "/1";
    }

    @Test
    void theLabelOfWhatIsCalledOffIsVoidedOnceHoweverManyReplicasThereAre() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            keys.add(labelledAndCalledOff());
        }
        create(Uuid7.next(), null);
        UUID neverAskedFor = Uuid7.next();
        create(neverAskedFor, null);
        cancel(neverAskedFor);
        clock.passes(Labels.LEASE);
        together(voids, voids, voids);
        clock.passes(Duration.ofHours(1));
        voids.run();
        assertThat(voided).containsExactlyInAnyOrderElementsOf(keys);
    }

    /** Its carrier has done it, and nobody has written that down. */
    @Test
    void isVoidedAgainUnderTheSameKeyWhenWhoeverAskedHasDiedInBetween() {
        String key = labelledAndCalledOff();
        clock.passes(Labels.LEASE);
        assertThat(fails(voids(() -> {
                    throw new StackOverflowError();
                })))
                .isTrue();
        voids.run();
        assertThat(voided).containsExactly(key);

        clock.passes(Labels.LEASE);
        voids.run();
        voids.run();
        assertThat(voided).containsExactly(key, key);
    }

    @Test
    void isVoidedLaterWhileTheCarrierIsAway() {
        String key = labelledAndCalledOff();
        clock.passes(Labels.LEASE);
        Voids failing = voids(() -> {
            throw new IllegalStateException("away");
        });
        for (int second = 0; second < 8; second++) {
            failing.run();
            clock.passes(Duration.ofSeconds(1));
        }
        assertThat(voided).hasSize(4).containsOnly(key);
        clock.passes(Duration.ofSeconds(8));
        voids.run();
        clock.passes(Duration.ofHours(1));
        voids.run();
        assertThat(voided).hasSize(5);
    }

    @Test
    void aLabelThatComesWhenItsParcelIsCalledOffAndVoidedIsVoidedToo() {
        UUID orderId = Uuid7.next();
        UUID shipmentId = create(orderId, null);
        labels(ids -> {
                    cancel(orderId);
                    voids.run();
                    assertThat(voided).isEmpty();
                    clock.passes(Labels.LEASE);
                    voids.run();
                    assertThat(voided).hasSize(1);
                    return addresses(ids);
                })
                .run();
        isVoidedOnceMoreAndThenNoMore(shipmentId);
    }

    /** The carrier makes it behind the question to void it, and both answers are on their way. */
    @Test
    void aLabelThatComesWhileItsParcelIsBeingVoidedIsVoidedToo() {
        UUID orderId = Uuid7.next();
        UUID shipmentId = create(orderId, null);
        CompletableFuture<Void> calledOff = new CompletableFuture<>();
        CompletableFuture<Void> voiding = new CompletableFuture<>();
        CompletableFuture<Void> labelling = CompletableFuture.runAsync(labels(ids -> {
            cancel(orderId);
            calledOff.complete(null);
            voiding.join();
            return addresses(ids);
        }));
        calledOff.join();
        clock.passes(Labels.LEASE);
        voids(() -> {
                    voiding.complete(null);
                    labelling.join();
                })
                .run();

        isVoidedOnceMoreAndThenNoMore(shipmentId);
    }

    private void isVoidedOnceMoreAndThenNoMore(UUID shipmentId) {
        voids.run();
        assertThat(voided).containsExactly(shipmentId + "/1", shipmentId + "/1");
        clock.passes(Duration.ofHours(1));
        voids.run();
        assertThat(voided).hasSize(2);
    }

    @Test
    void isCarriedStepByStepAtTheConfiguredPace() {
        UUID orderId = Uuid7.next();
        create(orderId, null);
        Duration pace = Duration.ofSeconds(5);
        clock.passes(pace);
        shipments.goOn(pace);
        assertThat(shipmentOf(orderId).status()).isEqualTo(ShipmentStatus.CREATED);
        labels.run();
        for (ShipmentStatus next :
                List.of(ShipmentStatus.DISPATCHED, ShipmentStatus.IN_TRANSIT, ShipmentStatus.DELIVERED)) {
            clock.passes(pace.minusSeconds(1));
            shipments.goOn(pace);
            assertThat(shipmentOf(orderId).status()).isNotEqualTo(next);
            clock.passes(Duration.ofSeconds(1));
            together(() -> shipments.goOn(pace), () -> shipments.goOn(pace));
            assertThat(shipmentOf(orderId).status()).isEqualTo(next);
        }
        assertThat(told(orderId))
                .containsExactly(
                        "shipment.created", "shipment.dispatched", "shipment.in_transit", "shipment.delivered");
    }

    @Test
    void leavesNothingOfAnErasedCustomerWhateverMovesAtTheSameMoment() {
        for (int round = 0; round < ROUNDS; round++) {
            UUID customerId = UUID.randomUUID();
            UUID orderId = Uuid7.next();
            UUID shipmentId = create(orderId, customerId);
            labels.run();
            moves(shipmentId, ShipmentStatus.DISPATCHED);
            moves(shipmentId, ShipmentStatus.IN_TRANSIT);
            together(
                    () -> moves(shipmentId, ShipmentStatus.DELIVERED),
                    () -> jdbi.useTransaction(transaction -> erasure.erase(transaction, List.of(customerId))));
            assertThat(shipmentOf(orderId).status()).isEqualTo(ShipmentStatus.DELIVERED);
            assertThat(shipmentOf(orderId).trackingNumber()).isNull();
        }
    }

    private List<Difference> differences() {
        return jdbi.withHandle(handle -> repository.thoseBesideTheirHistory(handle, 10));
    }

    @Test
    void findsAShipmentThatWasDamagedByHand() {
        UUID orderId = Uuid7.next();
        UUID shipmentId = create(orderId, null);
        create(Uuid7.next(), null);
        assertThat(differences()).isEmpty();

        jdbi.useHandle(handle ->
                handle.execute("update shipments set status = 'delivered' where shipment_id = ?", shipmentId));
        assertThat(differences()).containsExactly(new Difference(orderId, "delivered, by its history created"));

        jdbi.useHandle(handle -> handle.execute("update shipments set status = 'created'"));
        jdbi.useHandle(handle -> handle.execute("delete from shipment_history where shipment_id = ?", shipmentId));
        assertThat(differences()).containsExactly(new Difference(orderId, "created, by its history nothing"));
    }

    /** Every move that is not in the table is refused, from every state, and changes nothing. */
    @Test
    void makesNoMoveThatIsNotInTheTable() {
        for (ShipmentStatus from : ShipmentStatus.values()) {
            for (ShipmentStatus to : ShipmentStatus.values()) {
                UUID orderId = Uuid7.next();
                UUID shipmentId = create(orderId, null);
                labels.run();
                jdbi.useHandle(handle -> handle.execute(
                        "update shipments set status = ? where shipment_id = ?", from.word(), shipmentId));
                boolean allowed = from == to
                        || Move.byPeople(to).filter(move -> move.from() == from).isPresent();
                assertThat(moves(shipmentId, to)).as("%s -> %s", from, to).isEqualTo(allowed);
                assertThat(told(orderId)).hasSize(allowed && from != to ? 2 : 1);
                assertThat(shipmentOf(orderId).status()).isEqualTo(allowed ? to : from);
            }
        }
    }
}
