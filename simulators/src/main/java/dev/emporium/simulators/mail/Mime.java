package dev.emporium.simulators.mail;

import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.util.StreamProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.angus.mail.util.MailStreamProvider;

/** Reads mails, whatever they are: what cannot be read as one is shown as it came. */
final class Mime {
    static {
        // else it is looked for in all jars with each part of each mail
        System.setProperty(StreamProvider.class.getName(), MailStreamProvider.class.getName());
    }

    private Mime() {}

    static Received read(long id, String to, Instant at, byte[] mail) {
        try {
            MimeMessage message = new MimeMessage(null, new ByteArrayInputStream(mail));
            Map<String, String> headers = new LinkedHashMap<>();
            for (Header header : Collections.list(message.getAllHeaders())) {
                headers.merge(header.getName(), decoded(header.getValue()), (one, other) -> one + ", " + other);
            }
            return new Received(
                    id,
                    "mail",
                    to,
                    message.getMessageID(),
                    decoded(message.getSubject()),
                    at,
                    headers,
                    find(message, "text/plain"),
                    find(message, "text/html"));
        } catch (MessagingException | IOException e) {
            return new Received(
                    id, "mail", to, null, null, at, Map.of(), new String(mail, StandardCharsets.ISO_8859_1), null);
        }
    }

    private static String decoded(String header) throws IOException {
        return header == null ? null : MimeUtility.decodeText(MimeUtility.unfold(header));
    }

    /** The first part of this type, or null. */
    private static String find(Part part, String type) throws MessagingException, IOException {
        if (part.isMimeType(type)) {
            return part.getContent().toString();
        }
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                String found = find(parts.getBodyPart(i), type);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}
