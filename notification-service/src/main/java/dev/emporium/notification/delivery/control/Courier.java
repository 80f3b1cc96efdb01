package dev.emporium.notification.delivery.control;

import dev.emporium.notification.delivery.entity.Letter;

/** A port: a way to whoever is told. Used by one thread. */
public interface Courier {
    /**
     * Hands it over; when this returns, it is with whoever brings it.
     *
     * @throws AwayException when nothing can be handed over now, and this was not tried
     * @throws NotNowException when it was tried in vain, and may be taken another time
     * @throws RefusedException when it will never be taken
     */
    void deliver(Letter letter) throws AwayException, NotNowException, RefusedException;

    /** There is nothing to bring for now. */
    void rest();
}
