package dev.emporium.platform.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.function.Consumer;
import org.slf4j.MDC;

/** A logger context of its own: what is logged here goes where the test says, and nowhere else. */
final class TestLog {
    static final LogSource SOURCE = new LogSource("example-service", "1.2.3", "test", "node-1");

    private final LoggerContext context = new LoggerContext();

    TestLog() {
        context.setMDCAdapter(MDC.getMDCAdapter());
        context.start();
    }

    LoggerContext context() {
        return context;
    }

    LogRecords records() {
        return new LogRecords(context, SOURCE);
    }

    Logger logger() {
        return context.getLogger("dev.emporium.example.Thing");
    }

    void listen(Consumer<ILoggingEvent> listener) {
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                listener.accept(event);
            }
        };
        appender.setContext(context);
        appender.start();
        logger().addAppender(appender);
    }
}
