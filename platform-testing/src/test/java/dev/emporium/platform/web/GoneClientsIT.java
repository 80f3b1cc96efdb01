package dev.emporium.platform.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.emporium.platform.example.ExampleService;
import dev.emporium.platform.operations.RequestLog;
import dev.emporium.platform.service.ServiceConfiguration;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A client that leaves while its answer is awaited, or falls silent. */
class GoneClientsIT {
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

    /** To a service that has started: the first start takes all appenders off. */
    private void listen() {
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        root.addAppender(lines);
        ((Logger) LoggerFactory.getLogger(RequestLog.class)).setLevel(Level.INFO);
    }

    @AfterEach
    void listenNoMore() {
        root.detachAppender(lines);
        ((Logger) LoggerFactory.getLogger(RequestLog.class)).setLevel(null);
    }

    @Test
    void theRequestEndsAndIsNoErrorOfOurs() throws Exception {
        try (TestService<ServiceConfiguration> service =
                TestService.start(ExampleService.class, TestPostgres.create())) {
            listen();
            ExampleService example = service.support().getApplication();
            try (Socket client = ask(service, "GET /notes/slow?millis=600000 HTTP/1.1\r\nHost: a\r\n\r\n")) {
                while (!example.events().contains("asked")) {
                    Thread.onSpinWait();
                }
                // a reset, at once
                client.setSoLinger(true, 0);
            }
            example.hurry();
            awaitTheEnd();
        }
        saysNothingBad();
    }

    @Test
    void whoStopsReadingIsNoErrorOfOurs() throws Exception {
        try (TestService<ServiceConfiguration> service = impatient()) {
            listen();
            try (Socket client = ask(service, "GET /notes/longer HTTP/1.1\r\nHost: a\r\n\r\n")) {
                awaitTheEnd();
                assertThat(client.getInputStream().readAllBytes()).hasSizeLessThan(8_000_000);
            }
        }
        saysNothingBad();
    }

    @Test
    void whoStopsSendingIsTold() throws Exception {
        String request = "PUT /notes/019a0000-0000-7000-8000-000000000000/stream HTTP/1.1\r\nHost: a\r\n"
                + "Content-Type: text/plain\r\nContent-Length: 200000\r\n\r\n" + "a".repeat(150_000);
        try (TestService<ServiceConfiguration> service = impatient()) {
            listen();
            try (Socket client = ask(service, request)) {
                assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
                        .startsWith("HTTP/1.1 408 ");
                awaitTheEnd();
            }
        }
        saysNothingBad();
    }

    @Test
    void whoWaitsForTheirTurnIsNotTakenForSilent() throws Exception {
        try (TestService<ServiceConfiguration> service = TestService.start(
                ExampleService.class,
                TestPostgres.create(),
                "server.applicationConnectors[0].idleTimeout=1s",
                "database.maxSize=2")) {
            listen();
            ExampleService example = service.support().getApplication();
            String sameClient = " HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.7\r\nConnection: close\r\n\r\n";
            try (Socket first = ask(service, "GET /notes/busy?seconds=2.5" + sameClient)) {
                while (!example.events().contains("asked")) {
                    Thread.onSpinWait();
                }
                try (Socket second = ask(service, "GET /notes" + sameClient)) {
                    assertThat(new String(second.getInputStream().readAllBytes(), US_ASCII))
                            .startsWith("HTTP/1.1 200 ");
                    assertThat(first.getInputStream().available()).isPositive();
                }
            }
        }
        saysNothingBad();
    }

    /** With a connection on which nothing moves, long before the patience with what is on it ends. */
    private static TestService<ServiceConfiguration> impatient() {
        return TestService.start(
                ExampleService.class, TestPostgres.create(), "server.applicationConnectors[0].idleTimeout=1s");
    }

    private static Socket ask(TestService<?> service, String request) throws IOException {
        Socket client = new Socket();
        client.setReceiveBufferSize(4096);
        client.setSoTimeout(60_000);
        client.connect(new InetSocketAddress(
                service.uri("/").getHost(), service.uri("/").getPort()));
        client.getOutputStream().write(request.getBytes(US_ASCII));
        return client;
    }

    private void awaitTheEnd() {
        while (lines.list.stream().noneMatch(line -> line.getMessage().equals("Request answered"))) {
            Thread.onSpinWait();
        }
    }

    private void saysNothingBad() {
        // the broker of tests before this one says something now and then
        assertThat(lines.list)
                .filteredOn(line -> !line.getLoggerName().contains("kafka"))
                .noneMatch(line -> line.getLevel().isGreaterOrEqual(Level.WARN));
    }
}
