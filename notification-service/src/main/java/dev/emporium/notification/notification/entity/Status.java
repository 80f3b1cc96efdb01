package dev.emporium.notification.notification.entity;

import java.util.Locale;

/** What became of a notification, as its reader sees it. */
public enum Status {
    QUEUED,
    SENT,
    FAILED;

    /** @throws IllegalArgumentException for a word that names none */
    public static Status of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
