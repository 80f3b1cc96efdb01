package dev.emporium.shipping.carrier.entity;

import jakarta.annotation.Nullable;

/**
 * What a parcel is known by while it is under way.
 *
 * @param trackingUrl where people see where it is; null when the carrier has no such page
 */
public record Label(String trackingNumber, @Nullable String trackingUrl) {}
