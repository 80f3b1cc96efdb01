package dev.emporium.shipping.carrier.control;

import dev.emporium.platform.metrics.Dependency;
import dev.emporium.platform.metrics.Dependency.Outcome;
import dev.emporium.shipping.carrier.entity.Label;
import dev.emporium.shipping.carrier.entity.Parcel;

/** A carrier whose labels are timed. Thread safe. */
public final class TimedCarrier implements Carrier {
    private final Carrier carrier;
    private final Dependency times;

    public TimedCarrier(Carrier carrier, Dependency times) {
        this.carrier = carrier;
        this.times = times;
    }

    @Override
    public Label label(Parcel parcel) {
        long start = System.nanoTime();
        Outcome outcome = Outcome.FAILURE;
        try {
            Label label = carrier.label(parcel);
            outcome = Outcome.SUCCESS;
            return label;
        } finally {
            times.answered(outcome, start);
        }
    }
}
