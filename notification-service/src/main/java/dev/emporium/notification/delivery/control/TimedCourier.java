package dev.emporium.notification.delivery.control;

import dev.emporium.notification.delivery.entity.Letter;
import dev.emporium.platform.metrics.Dependency;
import dev.emporium.platform.metrics.Dependency.Outcome;

/** A courier whose deliveries are timed. Used by one thread. */
public final class TimedCourier implements Courier {
    private final Courier courier;
    private final Dependency times;

    public TimedCourier(Courier courier, Dependency times) {
        this.courier = courier;
        this.times = times;
    }

    @Override
    public void deliver(Letter letter) throws AwayException, NotNowException, RefusedException {
        long start = System.nanoTime();
        Outcome outcome = Outcome.FAILURE;
        try {
            courier.deliver(letter);
            outcome = Outcome.SUCCESS;
        } catch (RefusedException e) {
            outcome = Outcome.REFUSED;
            throw e;
        } finally {
            times.answered(outcome, start);
        }
    }

    @Override
    public void rest() {
        courier.rest();
    }
}
