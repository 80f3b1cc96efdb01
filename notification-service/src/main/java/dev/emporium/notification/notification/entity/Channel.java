package dev.emporium.notification.notification.entity;

import java.util.Locale;

/** By what somebody is told. */
public enum Channel {
    MAIL,
    SMS;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException for a word that names none */
    public static Channel of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
