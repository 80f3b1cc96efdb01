package dev.emporium.platform.operations;

import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Whether requests may be sent here. Kafka does not count: without it, commands wait in the outbox. A worker that died
 * does: what it did is done no more. Thread safe.
 */
public final class Readiness {
    /** The first three in the order in which they are passed; the others stand in the place of {@code READY}. */
    public enum State {
        STARTING,
        READY,
        DRAINING,
        DATABASE_UNAVAILABLE,
        WORKER_DEAD,
        TOPIC_MISSING;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final BooleanSupplier databaseAnswers;
    private final BooleanSupplier workersAreAlive;
    private final BooleanSupplier topicsAreThere;
    private volatile State phase = State.STARTING;

    public Readiness(BooleanSupplier databaseAnswers, BooleanSupplier workersAreAlive, BooleanSupplier topicsAreThere) {
        this.databaseAnswers = databaseAnswers;
        this.workersAreAlive = workersAreAlive;
        this.topicsAreThere = topicsAreThere;
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

    /** Whether all workers live: none that died comes back but by a new start of the process. */
    public boolean isAlive() {
        return workersAreAlive.getAsBoolean();
    }

    public State state() {
        State now = phase;
        if (now != State.READY) {
            return now;
        }
        if (!isAlive()) {
            return State.WORKER_DEAD;
        }
        if (!topicsAreThere.getAsBoolean()) {
            return State.TOPIC_MISSING;
        }
        return databaseAnswers.getAsBoolean() ? now : State.DATABASE_UNAVAILABLE;
    }
}
