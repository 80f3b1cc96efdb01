package dev.emporium.notification;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/**
 * A real SMTP server that keeps what it is given. How it takes a mail its recipient's address says, such as
 * {@code rcpt-550-jo@example.com}: refused with this code at this command, until {@link #relents}; {@code drop} hangs up
 * after the mail is kept and before that is answered, once.
 */
public final class MailServer implements AutoCloseable {
    private static final Pattern SCRIPT = Pattern.compile("(rcpt|data)-(\\d{3})-.*");

    private final Queue<Mail> mails = new ConcurrentLinkedQueue<>();
    private final Set<String> relented = ConcurrentHashMap.newKeySet();
    private volatile Runnable beforeAnswer = () -> {};
    private volatile boolean senderIsUnwelcome;
    private volatile int goesAwayAfter = Integer.MAX_VALUE;
    private SMTPServer server = start(0);
    private final int port = server.getPortAllocated();

    /** A mail as it came. */
    public record Mail(String to, MimeMessage message) {
        public String header(String name) {
            try {
                return message.getHeader(name, null);
            } catch (MessagingException e) {
                throw new IllegalStateException(e);
            }
        }

        public String subject() {
            try {
                return message.getSubject();
            } catch (MessagingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public int port() {
        return port;
    }

    public List<Mail> mails() {
        return List.copyOf(mails);
    }

    public List<Mail> to(String address) {
        return mails.stream().filter(mail -> mail.to.equals(address)).toList();
    }

    /** Whether it refuses whatever the house sends. */
    public void senderIsUnwelcome(boolean unwelcome) {
        senderIsUnwelcome = unwelcome;
    }

    /** From now on it takes what is for this address. */
    public void relents(String address) {
        relented.add(address);
    }

    /** Done when a mail is kept, before that is answered. */
    public void beforeAnswering(Runnable action) {
        beforeAnswer = action;
    }

    /** Takes so many more mails, and is gone in the middle of the next one. */
    public void goesAwayAfter(int count) {
        goesAwayAfter = mails.size() + count;
    }

    public boolean isAway() {
        return !server.isRunning();
    }

    public void goesAway() {
        server.stop();
    }

    public void comesBack() {
        goesAwayAfter = Integer.MAX_VALUE;
        server = start(port);
    }

    private SMTPServer start(int at) {
        SMTPServer started = SMTPServer.port(at)
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandlerFactory(Taking::new)
                .build();
        started.start();
        return started;
    }

    @Override
    public void close() {
        server.stop();
    }

    private final class Taking implements MessageHandler {
        private String to;

        Taking(MessageContext context) {}

        @Override
        public void from(String address) throws RejectException {
            if (senderIsUnwelcome) {
                throw new RejectException(550, "no");
            }
        }

        @Override
        public void recipient(String address) throws RejectException {
            to = address;
            refuse("rcpt");
        }

        @Override
        public String data(InputStream stream) throws RejectException, IOException {
            byte[] bytes = stream.readAllBytes();
            if (mails.size() >= goesAwayAfter) {
                new Thread(MailServer.this::goesAway).start();
                throw new DropConnectionException(421, "gone");
            }
            refuse("data");
            try {
                mails.add(new Mail(to, new MimeMessage(null, new ByteArrayInputStream(bytes))));
            } catch (MessagingException e) {
                throw new IOException(e);
            }
            beforeAnswer.run();
            if (to.startsWith("drop-") && relented.add(to)) {
                throw new DropConnectionException(421, "gone");
            }
            return "kept";
        }

        private void refuse(String command) throws RejectException {
            Matcher script = SCRIPT.matcher(to);
            if (script.matches() && script.group(1).equals(command) && !relented.contains(to)) {
                throw new RejectException(Integer.parseInt(script.group(2)), "no");
            }
        }

        @Override
        public void done() {}
    }
}
