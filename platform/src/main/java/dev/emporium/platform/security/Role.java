package dev.emporium.platform.security;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody is to the house. None includes another: a rule names all who may. */
public enum Role {
    CUSTOMER,
    STAFF,
    ADMIN,
    SERVICE;

    /** As tokens, {@code @RolesAllowed} and JSON write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findAny();
    }
}
