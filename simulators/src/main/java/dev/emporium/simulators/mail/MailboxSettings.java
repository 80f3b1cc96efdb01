package dev.emporium.simulators.mail;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the mailbox is started with.
 *
 * @param host the address that it listens at
 * @param smtpPort where mails come in; 0 for any that is free
 * @param httpPort where they are read; 0 for any that is free
 * @param folder where they are kept
 * @param most how many are kept: the last ones
 */
public record MailboxSettings(String host, int smtpPort, int httpPort, Path folder, int most) {

    static MailboxSettings of(Map<String, String> environment) {
        return new MailboxSettings(
                environment.getOrDefault("MAILBOX_HOST", "127.0.0.1"),
                Integer.parseInt(environment.getOrDefault("MAILBOX_SMTP_PORT", "2525")),
                Integer.parseInt(environment.getOrDefault("MAILBOX_HTTP_PORT", "8025")),
                Path.of(environment.getOrDefault("MAILBOX_FOLDER", ".data/mailbox")),
                Integer.parseInt(environment.getOrDefault("MAILBOX_KEEPS", "5000")));
    }
}
