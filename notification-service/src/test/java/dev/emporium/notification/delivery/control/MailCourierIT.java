package dev.emporium.notification.delivery.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.notification.delivery.control.SmtpConfiguration.Tls;
import dev.emporium.notification.delivery.entity.Letter;
import dev.emporium.notification.notification.entity.Language;
import dev.emporium.platform.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Enumeration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.helper.SimpleMessageListener;
import org.subethamail.smtp.server.SMTPServer;

/** What is said to a mail server, and what is not said to it. */
class MailCourierIT {
    private static SSLContext certified;
    private static SSLSocketFactory trusting;

    private final List<String> mails = new CopyOnWriteArrayList<>();
    private final List<String> signedIn = new CopyOnWriteArrayList<>();
    private SMTPServer server;
    /** How long it looks into a mail before it says that it has taken it. */
    private volatile Duration looksFor = Duration.ZERO;

    @BeforeAll
    static void certify(@TempDir Path folder) throws Exception {
        SelfSigned server = SelfSigned.in(folder);
        certified = server.context();
        trusting = server.trusting();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    private int serve(SMTPServer.Builder builder) {
        server = builder.bindAddress(InetAddress.getLoopbackAddress())
                .simpleMessageListener(new SimpleMessageListener() {
                    @Override
                    public boolean accept(String from, String to) {
                        return true;
                    }

                    @Override
                    public void deliver(String from, String to, InputStream data) throws IOException {
                        mails.add(new String(data.readAllBytes(), StandardCharsets.UTF_8));
                        LockSupport.parkNanos(looksFor.toNanos());
                    }
                })
                .build();
        server.start();
        return server.getPortAllocated();
    }

    private static SmtpConfiguration smtp(int port, Tls tls, String user, String password) {
        return new SmtpConfiguration(
                "localhost",
                port,
                tls,
                user,
                password == null ? null : new Secret(password),
                "no-reply@emporium.example");
    }

    private static Letter letter(String to, String subject, String requestId) {
        return new Letter(UUID.randomUUID(), to, Language.EN, subject, "Text äöü", "<p>HTML äöü</p>", requestId, null);
    }

    private static Letter letter() {
        return letter("jo@example.com", "Hello", null);
    }

    @Test
    void saysNothingToAServerWithoutTheTlsThatIsAskedFor() {
        int port = serve(SMTPServer.port(0));
        MailCourier courier = new MailCourier(smtp(port, Tls.STARTTLS, null, null), Clock.systemUTC());
        assertThatThrownBy(() -> courier.deliver(letter())).isInstanceOf(AwayException.class);
        assertThat(mails).isEmpty();
    }

    @Test
    void saysNothingToAServerThatNobodyVouchesFor() {
        int port = serve(SMTPServer.port(0).enableTLS().startTlsSocketFactory(certified));
        MailCourier courier = new MailCourier(smtp(port, Tls.STARTTLS, null, null), Clock.systemUTC());
        assertThatThrownBy(() -> courier.deliver(letter()))
                .isInstanceOf(AwayException.class)
                .hasMessageContaining("unable to find valid certification path");
        assertThat(mails).isEmpty();
    }

    /** Somebody else's certificate is none, though it is known. */
    @Test
    void saysNothingToAServerOfAnotherName() {
        int port = serve(SMTPServer.port(0).enableTLS().startTlsSocketFactory(certified));
        SmtpConfiguration other =
                new SmtpConfiguration("127.0.0.1", port, Tls.STARTTLS, null, null, "no-reply@emporium.example");
        MailCourier courier = new MailCourier(other, Clock.systemUTC(), trusting);
        assertThatThrownBy(() -> courier.deliver(letter()))
                .isInstanceOf(AwayException.class)
                .hasMessageContaining("127.0.0.1");
        assertThat(mails).isEmpty();
    }

    @Test
    void signsInBehindTls() throws Exception {
        int port = serve(SMTPServer.port(0)
                .requireTLS()
                .requireAuth()
                .startTlsSocketFactory(certified)
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, password, context) -> {
                    if (!password.equals("secret")) {
                        throw new LoginFailedException();
                    }
                    signedIn.add(user);
                })));
        MailCourier right = new MailCourier(smtp(port, Tls.STARTTLS, "shop", "secret"), Clock.systemUTC(), trusting);
        right.deliver(letter());
        right.rest();
        assertThat(signedIn).containsExactly("shop");
        assertThat(mails).hasSize(1);
        MailCourier wrong = new MailCourier(smtp(port, Tls.STARTTLS, "shop", "other"), Clock.systemUTC(), trusting);
        assertThatThrownBy(() -> wrong.deliver(letter()))
                .isInstanceOf(AwayException.class)
                .hasMessageContaining("535")
                .hasMessageNotContaining("other");
    }

    @Test
    void saysThatNobodyListens() {
        int port = serve(SMTPServer.port(0));
        server.stop();
        MailCourier courier = new MailCourier(smtp(port, Tls.OFF, null, null), Clock.systemUTC());
        assertThatThrownBy(() -> courier.deliver(letter()))
                .isInstanceOf(AwayException.class)
                .hasMessageContaining("onnection refused");
    }

    @Test
    void looksForNothingInTheJarsOnceAMailWasSent() throws Exception {
        int port = serve(SMTPServer.port(0));
        MailCourier courier = new MailCourier(smtp(port, Tls.OFF, null, null), Clock.systemUTC());
        List<String> lookedFor = new CopyOnWriteArrayList<>();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(new ClassLoader(before) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                lookedFor.add(name);
                return super.getResources(name);
            }
        });
        try {
            courier.deliver(letter());
            lookedFor.clear();
            courier.deliver(letter());
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        courier.rest();
        assertThat(mails).hasSize(2);
        assertThat(lookedFor).isEmpty();
    }

    @Test
    void sendsMoreThanOneOverAConnection() throws Exception {
        int port = serve(SMTPServer.port(0));
        MailCourier courier = new MailCourier(smtp(port, Tls.OFF, null, null), Clock.systemUTC());
        courier.deliver(letter());
        courier.deliver(letter());
        courier.rest();
        assertThat(mails).hasSize(2);
    }

    /** It has the mail by then: sent again, it would have two. */
    @Test
    void waitsForAServerThatLooksIntoAMailBeforeItSaysThatItHasTakenIt() throws Exception {
        looksFor = Duration.ofSeconds(12);
        int port = serve(SMTPServer.port(0).enableTLS().startTlsSocketFactory(certified));
        MailCourier courier = new MailCourier(smtp(port, Tls.STARTTLS, null, null), Clock.systemUTC(), trusting);
        courier.deliver(letter());
        looksFor = Duration.ZERO;
        courier.deliver(letter());
        courier.rest();
        assertThat(mails).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Hello\r\nBcc: eve@example.com", "Hello\nBcc: eve@example.com", "Hello\u2028Bcc: eve@example.com"
            })
    void nothingInAHeaderBeginsAnotherOne(String words) throws Exception {
        int port = serve(SMTPServer.port(0));
        MailCourier courier = new MailCourier(smtp(port, Tls.OFF, null, null), Clock.systemUTC());
        courier.deliver(letter("jo@example.com", words, words));
        assertThat(mails.get(0)).doesNotContainPattern("(?m)^Bcc:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jo@example.com\r\nRCPT TO:<eve@example.com>", "jo@example.com, eve@example.com", "jo", ""})
    void whatIsNoAddressIsNotWrittenTo(String to) {
        int port = serve(SMTPServer.port(0));
        MailCourier courier = new MailCourier(smtp(port, Tls.OFF, null, null), Clock.systemUTC());
        assertThatThrownBy(() -> courier.deliver(letter(to, "Hello", null))).isInstanceOf(RefusedException.class);
        assertThat(mails).isEmpty();
    }

    @Test
    void writesToDomainsInTheirEncodedForm() throws Exception {
        int port = serve(SMTPServer.port(0));
        MailCourier courier = new MailCourier(smtp(port, Tls.OFF, null, null), Clock.systemUTC());
        courier.deliver(letter("jo@bücher.example", "Hello", null));
        assertThat(mails.get(0)).contains("To: jo@xn--bcher-kva.example");
    }
}
