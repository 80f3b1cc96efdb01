package dev.emporium.shipping.carrier.control;

import dev.emporium.platform.metrics.Dependency;
import dev.emporium.platform.metrics.Dependency.Outcome;
import dev.emporium.shipping.carrier.entity.Label;
import dev.emporium.shipping.carrier.entity.Parcel;
import java.util.function.Supplier;

/** A carrier whose answers are timed. Thread safe. */
public final class TimedCarrier implements Carrier {
    private final Carrier carrier;
    private final Dependency times;

    public TimedCarrier(Carrier carrier, Dependency times) {
        this.carrier = carrier;
        this.times = times;
    }

    @Override
    public Label label(Parcel parcel) {
        return timed(() -> carrier.label(parcel));
    }

    @Override
    public void voidLabel(String key) {
        timed(() -> {
            carrier.voidLabel(key);
            return null;
        });
    }

    private <T> T timed(Supplier<T> call) {
        long start = System.nanoTime();
        Outcome outcome = Outcome.FAILURE;
        try {
            T answer = call.get();
            outcome = Outcome.SUCCESS;
            return answer;
        } finally {
            times.answered(outcome, start);
        }
    }
}
