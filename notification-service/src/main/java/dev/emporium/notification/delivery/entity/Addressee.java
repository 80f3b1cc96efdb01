package dev.emporium.notification.delivery.entity;

import dev.emporium.notification.notification.entity.Language;
import dev.emporium.platform.postal.Address;

/**
 * Whom a letter is for, as far as it matters to what is written. Personal: never logged.
 *
 * @param name null when it is not known
 * @param parcel where the goods go; null for what is about none
 */
public record Addressee(String to, String name, Address parcel, Language language) {
    @Override
    public String toString() {
        return "Addressee[REDACTED]";
    }
}
