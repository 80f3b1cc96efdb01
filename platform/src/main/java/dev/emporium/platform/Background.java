package dev.emporium.platform;

import io.dropwizard.lifecycle.Managed;

/** A component whose work is done by a thread of its own. */
public interface Background extends Managed {
    /** The thread that does it. */
    Worker worker();

    @Override
    default void start() {
        worker().start();
    }

    @Override
    default void stop() throws InterruptedException {
        worker().stop();
    }

    /** Whether all is there that only somebody else can make, such as topics; without it, the service is not ready. */
    default boolean hasWhatItNeeds() {
        return true;
    }
}
