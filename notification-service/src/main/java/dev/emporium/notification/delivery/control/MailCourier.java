package dev.emporium.notification.delivery.control;

import dev.emporium.notification.delivery.control.SmtpConfiguration.Tls;
import dev.emporium.notification.delivery.entity.Letter;
import dev.emporium.notification.delivery.entity.LetterWriter;
import dev.emporium.platform.text.MailAddresses;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.StreamProvider;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.eclipse.angus.mail.util.MailStreamProvider;

/**
 * Hands mails to an SMTP server, over one connection as long as there are any. The Message-ID is the notification's, so
 * that whoever is sent a mail twice can tell. One thread.
 */
public final class MailCourier implements Courier {
    private static final String CONNECT_MILLISECONDS = "3000";
    /** For each answer of the server. */
    private static final String ANSWER_MILLISECONDS = "10000";

    /** For the answer to a whole mail, which may be looked into before it is taken (RFC 5321, section 4.5.3.2.6). */
    private static final Duration TAKING = Duration.ofMinutes(10);

    private static final String HOUSE = "Emporium";

    /** By the package of whoever is the transport the library names what it tells, and it tells the addresses of people. */
    private static final Logger LIBRARY = Logger.getLogger(MailCourier.class.getPackageName());

    static {
        // else it is looked for in all jars with each part of each mail
        System.setProperty(StreamProvider.class.getName(), MailStreamProvider.class.getName());
        LIBRARY.setLevel(Level.OFF);
    }

    private final SmtpConfiguration smtp;
    private final Clock clock;
    private final Session session;
    private Transport connection;

    public MailCourier(SmtpConfiguration smtp, Clock clock) {
        this(smtp, clock, null);
    }

    /** @param tls whom to trust; null: whom the JVM does */
    MailCourier(SmtpConfiguration smtp, Clock clock, SSLSocketFactory tls) {
        this.smtp = smtp;
        this.clock = clock;
        Properties properties = properties(smtp);
        if (tls != null) {
            properties.put("mail.smtp.ssl.socketFactory", tls);
        }
        this.session = Session.getInstance(properties);
    }

    private static Properties properties(SmtpConfiguration smtp) {
        Properties properties = new Properties();
        properties.put("mail.transport.protocol", "smtp");
        properties.put("mail.smtp.connectiontimeout", CONNECT_MILLISECONDS);
        properties.put("mail.smtp.timeout", ANSWER_MILLISECONDS);
        properties.put("mail.smtp.writetimeout", ANSWER_MILLISECONDS);
        properties.put("mail.smtp.quitwait", "false");
        properties.put("mail.smtp.auth", Boolean.toString(smtp.signsIn()));
        properties.put("mail.smtp.starttls.enable", Boolean.toString(smtp.tls() == Tls.STARTTLS));
        properties.put("mail.smtp.starttls.required", Boolean.toString(smtp.tls() == Tls.STARTTLS));
        properties.put("mail.smtp.ssl.enable", Boolean.toString(smtp.tls() == Tls.IMPLICIT));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        // RFC 6531: local parts beyond ASCII, if the server takes them
        properties.put("mail.mime.allowutf8", "true");
        return properties;
    }

    @Override
    public void deliver(Letter letter) throws AwayException, NotNowException, RefusedException {
        MimeMessage message = message(letter);
        connect();
        try {
            connection.sendMessage(message, message.getAllRecipients());
        } catch (MessagingException e) {
            // what state the conversation is in, nobody knows
            rest();
            int code = code(e);
            if (code >= 500 && !isAboutTheHouse(e)) {
                throw new RefusedException("refused_" + code);
            }
            throw new NotNowException(code < 400 ? "no_answer" : "put_off_" + code);
        }
    }

    private void connect() throws AwayException {
        try {
            if (connection == null || !connection.isConnected()) {
                rest();
                connection = new PatientTransport(session);
                connection.connect(
                        smtp.host(),
                        smtp.port(),
                        smtp.signsIn() ? smtp.user() : null,
                        smtp.signsIn() ? smtp.password().reveal() : null);
            }
        } catch (MessagingException e) {
            rest();
            throw new AwayException("no connection to the mail server", e);
        }
    }

    @Override
    public void rest() {
        Transport open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (MessagingException e) {
                // it is closed, if not as politely as it might be
            }
        }
    }

    /** The server's last word, -1 when it had none. */
    private static int code(MessagingException failure) {
        int code = -1;
        for (Exception e = failure; e instanceof MessagingException next; e = next.getNextException()) {
            if (e instanceof SMTPSendFailedException failed) {
                code = Math.max(code, failed.getReturnCode());
            } else if (e instanceof SMTPAddressFailedException failed) {
                code = Math.max(code, failed.getReturnCode());
            } else if (e instanceof SMTPSenderFailedException failed) {
                code = Math.max(code, failed.getReturnCode());
            }
        }
        return code;
    }

    /** Whether it is the sender that is not welcome, whoever the mail is for. */
    private static boolean isAboutTheHouse(MessagingException failure) {
        for (Exception e = failure; e instanceof MessagingException next; e = next.getNextException()) {
            if (e instanceof SMTPSenderFailedException
                    || e instanceof SMTPSendFailedException failed
                            && failed.getCommand().startsWith("MAIL")) {
                return true;
            }
        }
        return false;
    }

    private MimeMessage message(Letter letter) throws RefusedException {
        if (letter.to() == null || MailAddresses.fault(letter.to()).isPresent()) {
            throw new RefusedException("bad_address");
        }
        try {
            MimeMessage message = new Identified(session, letter.notificationId() + "@" + domain(smtp.from()));
            message.setFrom(new InternetAddress(MailAddresses.encoded(smtp.from()), HOUSE, "UTF-8"));
            message.setRecipient(RecipientType.TO, to(letter));
            message.setSubject(LetterWriter.oneLine(letter.subject()), "UTF-8");
            message.setSentDate(Date.from(clock.instant()));
            message.setHeader("Auto-Submitted", "auto-generated");
            message.setHeader("Content-Language", letter.language().word());
            header(message, "X-Request-Id", letter.requestId());
            header(message, "traceparent", letter.traceparent());
            MimeMultipart parts =
                    new MimeMultipart("alternative", part(letter.text(), "plain"), part(letter.html(), "html"));
            message.setContent(parts);
            message.saveChanges();
            return message;
        } catch (MessagingException | UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InternetAddress to(Letter letter) {
        InternetAddress to = new InternetAddress();
        to.setAddress(MailAddresses.encoded(letter.to()));
        return to;
    }

    private static String domain(String address) {
        String encoded = MailAddresses.encoded(address);
        return encoded.substring(encoded.lastIndexOf('@') + 1);
    }

    /** What others have said is no header of its own. */
    private static void header(MimeMessage message, String name, String value) throws MessagingException {
        if (value != null) {
            message.setHeader(name, LetterWriter.oneLine(value).replaceAll("[^\\x20-\\x7E]", "?"));
        }
    }

    private static MimeBodyPart part(String text, String type) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, StandardCharsets.UTF_8.name(), type);
        part.setHeader("Content-Transfer-Encoding", "quoted-printable");
        return part;
    }

    /** Goes on waiting once a mail has been handed over whole: sent again, it would come twice. */
    private static final class PatientTransport extends SMTPTransport {
        private long patientUntil = System.nanoTime();

        PatientTransport(Session session) {
            super(session, new URLName("smtp", null, -1, null, null, null));
        }

        @Override
        protected void finishData() throws IOException, MessagingException {
            patientUntil = System.nanoTime() + TAKING.toNanos();
            try {
                super.finishData();
            } finally {
                patientUntil = System.nanoTime();
            }
        }

        @Override
        protected int readServerResponse() throws MessagingException {
            while (true) {
                try {
                    return super.readServerResponse();
                } catch (MessagingException e) {
                    if (!(e.getNextException() instanceof SocketTimeoutException)
                            || patientUntil - System.nanoTime() <= 0) {
                        throw e;
                    }
                }
            }
        }
    }

    private static final class Identified extends MimeMessage {
        private final String id;

        Identified(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + id + ">");
        }
    }
}
