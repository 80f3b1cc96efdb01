package dev.emporium.shipping.shipment.control;

import dev.emporium.platform.Failures;
import dev.emporium.platform.Tracing;
import dev.emporium.shipping.carrier.control.Carrier;
import dev.emporium.shipping.shipment.entity.CalledOff;
import dev.emporium.shipping.shipment.entity.ShipmentRepository;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the carrier void the labels of what was called off, so that nobody pays for what is not sent: whether the label came, was
 * asked for without an answer, or comes later still. That it is going to be asked is written down before, and that it has done so after, so
 * whoever goes on after a crash asks again under the same key. What fails is asked for again as a label is. Thread safe.
 */
public final class Voids implements Runnable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Voids.class);
    private static final int AT_ONCE = 10;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Jdbi jdbi;
    private final ShipmentRepository shipments;
    private final Carrier carrier;
    private final Clock clock;

    public Voids(Jdbi jdbi, ShipmentRepository shipments, Carrier carrier, Clock clock) {
        this.jdbi = jdbi;
        this.shipments = shipments;
        this.carrier = carrier;
        this.clock = clock;
    }

    /** Does what is due; runs again and again, on every replica. */
    @Override
    public void run() {
        List<CalledOff> due;
        do {
            Instant now = clock.instant();
            // whoever was asking for the label as it was called off has an answer by then, or will tell of it
            due = jdbi.inTransaction(transaction ->
                    shipments.takeVoids(transaction, now, now.minus(Labels.LEASE), now.plus(Labels.LEASE), AT_ONCE));
            due.forEach(parcel -> Tracing.takeUp("void a label", SpanKind.CLIENT, parcel.made(), span -> {
                span.setAttribute("emporium.order_id", parcel.orderId().toString());
                end(parcel, span);
            }));
        } while (due.size() == AT_ONCE);
    }

    private void end(CalledOff parcel, Span span) {
        try {
            carrier.voidLabel(parcel.key());
        } catch (RuntimeException e) {
            Tracing.fail(span, e);
            Failures.brief(
                            LOGGER.atWarn()
                                    .addKeyValue("event.action", "label-failed")
                                    .addKeyValue("emporium.subject_id", parcel.orderId()),
                            e)
                    .log("A label is not void yet");
            Instant due = clock.instant().plus(Labels.wait(parcel.attempts(), LONGEST));
            jdbi.useHandle(handle -> shipments.postponeVoid(handle, parcel, due));
            return;
        }
        jdbi.useHandle(handle -> shipments.noteVoid(handle, parcel, clock.instant()));
    }
}
