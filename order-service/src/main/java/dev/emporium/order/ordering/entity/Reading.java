package dev.emporium.order.ordering.entity;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The languages that the house writes to its customers in. */
public enum Reading {
    EN,
    DE;

    /** Of a longer one, nothing is read. */
    public static final int LONGEST_HEADER = 200;

    /** The first of ours that an {@code Accept-Language} (RFC 9110, section 12.5.4) prefers; empty when it names none, or is none. */
    public static Optional<Reading> preferred(String acceptLanguage) {
        if (acceptLanguage == null || acceptLanguage.length() > LONGEST_HEADER) {
            return Optional.empty();
        }
        try {
            List<String> ours = Arrays.stream(values()).map(Reading::word).toList();
            return Optional.ofNullable(Locale.lookupTag(Locale.LanguageRange.parse(acceptLanguage), ours))
                    .map(Reading::of);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** @throws IllegalArgumentException for a word that is none of ours */
    public static Reading of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
