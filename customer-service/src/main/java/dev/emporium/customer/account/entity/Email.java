package dev.emporium.customer.account.entity;

import java.util.Locale;

/**
 * An e-mail address as somebody wrote it, without the blanks around it. Which letters are capital makes no difference
 * to whose it is.
 */
public record Email(String text) {
    public Email {
        text = text.strip();
    }

    /** What is the same for two addresses that are taken for one. */
    public String key() {
        return text.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return "Email[REDACTED]";
    }
}
