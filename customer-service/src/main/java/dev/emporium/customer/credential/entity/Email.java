package dev.emporium.customer.credential.entity;

import dev.emporium.platform.text.MailAddresses;
import dev.emporium.platform.text.Text;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * An e-mail address as somebody wrote it, in NFC and without the blanks around it. Which letters are capital, and how the
 * domain is encoded, makes no difference to whose it is.
 */
public record Email(String text) {
    public Email {
        text = Text.line(text);
    }

    /** What is the same for two addresses that are taken for one. */
    public String key() {
        return MailAddresses.key(text);
    }

    /** The key, and what was the key when the encoding of the domain did make a difference. */
    public List<String> keys() {
        return Stream.of(key(), text.toLowerCase(Locale.ROOT)).distinct().toList();
    }

    @Override
    public String toString() {
        return "Email[REDACTED]";
    }
}
