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
import java.net.Socket;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A client that leaves while its answer is awaited. */
class GoneClientsIT {
    @Test
    void theRequestEndsAndIsNoErrorOfOurs() throws Exception {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        try (TestService<ServiceConfiguration> service =
                TestService.start(ExampleService.class, TestPostgres.create())) {
            root.addAppender(lines);
            ((Logger) LoggerFactory.getLogger(RequestLog.class)).setLevel(Level.INFO);
            ExampleService example = service.support().getApplication();
            try (Socket client =
                    new Socket(service.uri("/").getHost(), service.uri("/").getPort())) {
                client.getOutputStream()
                        .write("GET /notes/slow?millis=600000 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
                while (!example.events().contains("asked")) {
                    Thread.onSpinWait();
                }
                // a reset, at once
                client.setSoLinger(true, 0);
            }
            example.hurry();
            while (lines.list.stream().noneMatch(line -> line.getMessage().equals("Request answered"))) {
                Thread.onSpinWait();
            }
        } finally {
            root.detachAppender(lines);
            ((Logger) LoggerFactory.getLogger(RequestLog.class)).setLevel(null);
        }
        // the broker of tests before this one says something now and then
        assertThat(lines.list)
                .filteredOn(line -> !line.getLoggerName().contains("kafka"))
                .noneMatch(line -> line.getLevel().isGreaterOrEqual(Level.WARN));
    }
}
