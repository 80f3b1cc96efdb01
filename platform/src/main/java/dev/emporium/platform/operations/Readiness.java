package dev.emporium.platform.operations;

import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Whether requests may be sent here. Kafka does not count: without it, commands wait in the outbox. Thread safe.
 */
public final class Readiness {
    /** In the order in which they are passed, except that the database may come and go. */
    public enum State {
        STARTING,
        READY,
        DRAINING,
        DATABASE_UNAVAILABLE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final BooleanSupplier databaseAnswers;
    private volatile State phase = State.STARTING;

    public Readiness(BooleanSupplier databaseAnswers) {
        this.databaseAnswers = databaseAnswers;
    }

    public void started() {
        phase = State.READY;
    }

    public void draining() {
        phase = State.DRAINING;
    }

    public boolean isDraining() {
        return phase == State.DRAINING;
    }

    public State state() {
        State now = phase;
        return now == State.READY && !databaseAnswers.getAsBoolean() ? State.DATABASE_UNAVAILABLE : now;
    }
}
