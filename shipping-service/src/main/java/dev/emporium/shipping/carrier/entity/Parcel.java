package dev.emporium.shipping.carrier.entity;

import dev.emporium.platform.postal.Address;
import jakarta.annotation.Nullable;
import java.time.LocalDate;

/**
 * Something that is to be brought somewhere.
 *
 * @param key names it: whoever asks for its label again is given the same
 * @param deliverOn the day that was wished for, or null
 */
public record Parcel(String key, String method, @Nullable LocalDate deliverOn, Address address) {}
