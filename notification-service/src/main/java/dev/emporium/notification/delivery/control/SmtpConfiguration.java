package dev.emporium.notification.delivery.control;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.emporium.platform.Secret;
import dev.emporium.platform.text.MailAddress;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

/**
 * The server that mails are handed to.
 *
 * @param tls how what is said to it is kept from others
 * @param user null or blank: it asks nobody who they are
 * @param from whose mails they are
 */
public record SmtpConfiguration(
        @NotBlank String host,
        @Min(1) @Max(65_535) int port,
        @NotNull Tls tls,
        String user,
        Secret password,
        @NotNull @MailAddress String from) {

    /** How what is said to the server is kept from others. */
    public enum Tls {
        /** Not at all: for a server on the same machine. */
        OFF,
        /** By STARTTLS (RFC 3207), without which nothing is sent. */
        STARTTLS,
        /** From the first byte on (RFC 8314). */
        IMPLICIT
    }

    boolean signsIn() {
        return user != null && !user.isBlank();
    }

    @JsonIgnore
    @ValidationMethod(
            message = "smtp.password (SMTP_PASSWORD) goes with smtp.user (SMTP_USER) and with smtp.tls (SMTP_TLS)"
                    + " starttls or implicit: it is not sent for everybody to read")
    public boolean isSafe() {
        boolean hasPassword = password != null && !password.reveal().isBlank();
        return signsIn() == hasPassword && (!hasPassword || tls != Tls.OFF);
    }
}
