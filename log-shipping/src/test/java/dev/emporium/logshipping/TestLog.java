package dev.emporium.logshipping;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.emporium.platform.logging.LogRecords;
import dev.emporium.platform.logging.LogSource;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.MDC;

/** A logger context of its own: what is logged here goes to the Fluentd that the test names, and nowhere else. */
final class TestLog {
    private static final LogSource SOURCE = new LogSource("example-service", "1.2.3", "test", "node-1");

    private final LoggerContext context = new LoggerContext();

    TestLog() {
        context.setMDCAdapter(MDC.getMDCAdapter());
        context.start();
    }

    Logger logger() {
        return context.getLogger("dev.emporium.example.Thing");
    }

    FluentdAppender fluentd(Path folder, long limit, int port) {
        FluentdAppender appender = new FluentdAppender(
                new LogRecords(context, SOURCE),
                Spool.in(folder, "example-service", limit),
                new Forwarder.Target("127.0.0.1", port, "emporium.example-service", Duration.ofMillis(500)),
                Duration.ofSeconds(5));
        appender.setContext(context);
        appender.start();
        logger().addAppender(appender);
        return appender;
    }
}
