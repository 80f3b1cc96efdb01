package dev.emporium.shipping.carrier.control;

import dev.emporium.shipping.carrier.entity.Label;
import dev.emporium.shipping.carrier.entity.Parcel;

/** Whoever brings parcels. Thread safe. */
public interface Carrier {
    /**
     * Makes a label for the parcel, once: for the same key the same label, however often and in parallel it is asked for.
     *
     * @throws RuntimeException when there is no answer, and it may have been made nevertheless
     */
    Label label(Parcel parcel);

    /**
     * Voids the label of the parcel with this key, so that it is neither paid for nor used. Where there is none, or it is void already,
     * nothing happens; so this may be repeated.
     *
     * @throws RuntimeException when there is no answer, and it may be void nevertheless
     */
    void voidLabel(String key);
}
