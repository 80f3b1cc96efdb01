package dev.emporium.notification.notification.entity;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the house writes in; a folder of templates each. */
public enum Language {
    EN("en-GB"),
    DE("de-DE");

    private final Locale locale;

    Language(String tag) {
        this.locale = Locale.forLanguageTag(tag);
    }

    /** How numbers and prices are written in it. */
    public Locale locale() {
        return locale;
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for null and for what the house does not write in. */
    public static Optional<Language> of(String word) {
        return Arrays.stream(values())
                .filter(language -> language.word().equals(word))
                .findAny();
    }
}
