package dev.emporium.notification.delivery.control;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.emporium.notification.delivery.entity.Letter;
import dev.emporium.notification.notification.entity.Language;
import dev.emporium.platform.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that does not finish what it says. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SmsCourierIT {
    private static final Letter LETTER =
            new Letter(UUID.randomUUID(), "+442079460000", Language.EN, "Sent", "It is on its way.", null, null, null);

    private HttpServer gateway;
    private int status = 202;

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        // promises a body, and never sends more than its beginning; without that later versions of Java would not send
        // the head
        gateway.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
        });
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    @Test
    void isNotWaitedForOnceItHasSaidWhatBecameOfTheMessage() {
        SmsCourier courier = new SmsCourier(
                URI.create("http://127.0.0.1:" + gateway.getAddress().getPort() + "/sms"), Json.mapper());
        assertThatCode(() -> courier.deliver(LETTER)).doesNotThrowAnyException();
        status = 503;
        assertThatThrownBy(() -> courier.deliver(LETTER)).isInstanceOf(NotNowException.class);
        status = 400;
        assertThatThrownBy(() -> courier.deliver(LETTER)).isInstanceOf(RefusedException.class);
    }

    /** Nothing was said to it, so this is no attempt. */
    @Test
    void isAwayAsLongAsNobodyVouchesForIt(@TempDir Path folder) throws Exception {
        HttpsServer unknown = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        unknown.setHttpsConfigurator(new HttpsConfigurator(SelfSigned.in(folder).context()));
        unknown.start();
        try {
            SmsCourier courier = new SmsCourier(
                    URI.create("https://localhost:" + unknown.getAddress().getPort() + "/sms"), Json.mapper());
            assertThatThrownBy(() -> courier.deliver(LETTER))
                    .isInstanceOf(AwayException.class)
                    .hasMessageContaining("unable to find valid certification path");
        } finally {
            unknown.stop(0);
        }
    }
}
