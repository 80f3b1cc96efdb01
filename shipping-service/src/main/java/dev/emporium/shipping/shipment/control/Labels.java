package dev.emporium.shipping.shipment.control;

import dev.emporium.platform.Failures;
import dev.emporium.platform.Origin;
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.Tracing;
import dev.emporium.platform.postal.Address;
import dev.emporium.shipping.carrier.control.Carrier;
import dev.emporium.shipping.carrier.entity.Label;
import dev.emporium.shipping.carrier.entity.Parcel;
import dev.emporium.shipping.shipment.entity.ShipmentRepository;
import dev.emporium.shipping.shipment.entity.ShipmentRepository.Labelled;
import dev.emporium.shipping.shipment.entity.Unlabelled;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Has the carrier label what is to be sent. The address is asked for, handed on, and not kept. What fails is asked for again,
 * after a wait that doubles from a second up to half a minute; what has no address any more up to an hour, until the shipment is
 * called off. Each parcel has one key with the carrier, so whoever asks twice, after a crash or beside another replica, is given
 * one label. Thread safe.
 */
public final class Labels implements Runnable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Labels.class);
    private static final int AT_ONCE = 10;

    /** Longer than {@link #AT_ONCE} of them take, unless an order-service hangs: then others may ask too. */
    static final Duration LEASE = Duration.ofMinutes(1);

    private static final Duration WHILE_SOMEBODY_IS_AWAY = Duration.ofSeconds(30);
    private static final Duration WITHOUT_ADDRESS = Duration.ofHours(1);
    private static final int MOST_DOUBLINGS = 12;

    private final Jdbi jdbi;
    private final ShipmentRepository shipments;
    private final Deliveries deliveries;
    private final Carrier carrier;
    private final Clock clock;

    public Labels(Jdbi jdbi, ShipmentRepository shipments, Deliveries deliveries, Carrier carrier, Clock clock) {
        this.jdbi = jdbi;
        this.shipments = shipments;
        this.deliveries = deliveries;
        this.carrier = carrier;
        this.clock = clock;
    }

    /** Does what is due; runs again and again, on every replica. */
    @Override
    public void run() {
        List<Unlabelled> due;
        do {
            due = jdbi.inTransaction(transaction -> shipments.takeDue(
                    transaction, clock.instant(), clock.instant().plus(LEASE), AT_ONCE));
            label(due);
        } while (due.size() == AT_ONCE);
    }

    private void label(List<Unlabelled> parcels) {
        if (parcels.isEmpty()) {
            return;
        }
        Map<UUID, Address> addresses;
        try {
            addresses = addressesOf(parcels);
        } catch (RuntimeException e) {
            parcels.forEach(parcel -> takeUp(parcel, span -> isAway(parcel, e, span)));
            return;
        }
        List<Labelled> labelled = new ArrayList<>();
        parcels.forEach(parcel -> takeUp(parcel, span -> label(parcel, addresses.get(parcel.orderId()), span)
                .ifPresent(labelled::add)));
        note(labelled);
    }

    /** All of them at once; where that fails, each by itself, so that none shares another's fate. */
    private void note(List<Labelled> labelled) {
        if (labelled.isEmpty()) {
            return;
        }
        try {
            jdbi.useHandle(handle -> shipments.label(handle, labelled, clock.instant()));
        } catch (RuntimeException e) {
            if (labelled.size() == 1) {
                Unlabelled parcel = labelled.get(0).parcel();
                takeUp(parcel, span -> isAway(parcel, e, span));
            } else {
                labelled.forEach(each -> note(List.of(each)));
            }
        }
    }

    private static void takeUp(Unlabelled parcel, Consumer<Span> work) {
        Tracing.takeUp("ask for a label", SpanKind.CLIENT, parcel.made(), span -> {
            span.setAttribute("emporium.order_id", parcel.orderId().toString());
            work.accept(span);
        });
    }

    private Map<UUID, Address> addressesOf(List<Unlabelled> parcels) {
        // what is asked for several is asked for none of them
        Origin origin = parcels.size() == 1 ? parcels.get(0).made() : Origin.present();
        RequestContext.Scope outer = RequestContext.open(origin.requestId(), origin.traceparent());
        try {
            return deliveries.addressesOf(
                    parcels.stream().map(Unlabelled::orderId).distinct().toList());
        } finally {
            outer.close();
        }
    }

    private Optional<Labelled> label(Unlabelled parcel, Address address, Span span) {
        if (address == null) {
            warn(parcel).addKeyValue("event.reason", "no address").log("A parcel has no label yet");
            postpone(parcel, WITHOUT_ADDRESS);
            return Optional.empty();
        }
        try {
            return Optional.of(new Labelled(parcel, ask(parcel, address)));
        } catch (RuntimeException e) {
            isAway(parcel, e, span);
            return Optional.empty();
        }
    }

    private void isAway(Unlabelled parcel, RuntimeException failure, Span span) {
        Tracing.fail(span, failure);
        Failures.brief(warn(parcel), failure).log("A parcel has no label yet");
        postpone(parcel, WHILE_SOMEBODY_IS_AWAY);
    }

    private void postpone(Unlabelled parcel, Duration longest) {
        Instant due = clock.instant().plus(wait(parcel.attempts(), longest));
        jdbi.useHandle(handle -> shipments.postpone(handle, parcel, due));
    }

    private static LoggingEventBuilder warn(Unlabelled parcel) {
        return LOGGER.atWarn()
                .addKeyValue("event.action", "label-failed")
                .addKeyValue("emporium.subject_id", parcel.orderId());
    }

    private Label ask(Unlabelled parcel, Address address) {
        return carrier.label(new Parcel(parcel.key(), parcel.method(), parcel.deliverOn(), address));
    }

    static Duration wait(int attempts, Duration longest) {
        Duration wait = Duration.ofSeconds(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
