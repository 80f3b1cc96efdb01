package dev.emporium.logshipping;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.helpers.NOPAppender;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.emporium.platform.logging.LogRecords;
import dev.emporium.platform.logging.LogSource;
import io.dropwizard.logging.common.AppenderFactory;
import io.dropwizard.logging.common.async.AsyncAppenderFactory;
import io.dropwizard.logging.common.filter.LevelFilterFactory;
import io.dropwizard.logging.common.layout.LayoutFactory;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.DataSizeUnit;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MaxDataSize;
import io.dropwizard.validation.MinDataSize;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;

/** The appender {@code fluentd}: off without a host. */
@JsonTypeName("fluentd")
public final class FluentdAppenderFactory implements AppenderFactory<ILoggingEvent> {
    private static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(10);

    @JsonProperty
    private String host;

    @Min(1)
    @Max(65_535)
    @JsonProperty
    private int port = 24_224;

    /** Null or blank: a folder of its own where the JVM keeps temporary files. */
    @JsonProperty
    private String bufferFolder;

    @NotNull
    @MinDataSize(value = 1, unit = DataSizeUnit.MEBIBYTES)
    @MaxDataSize(value = 1, unit = DataSizeUnit.TEBIBYTES)
    @JsonProperty
    private DataSize bufferSize = DataSize.mebibytes(64);

    @NotNull
    @JsonProperty
    private Duration shutdownFlush = Duration.seconds(5);

    @Override
    public Appender<ILoggingEvent> build(
            LoggerContext context,
            String service,
            LayoutFactory<ILoggingEvent> layout,
            LevelFilterFactory<ILoggingEvent> levels,
            AsyncAppenderFactory<ILoggingEvent> async) {
        Appender<ILoggingEvent> appender = isBlank(host)
                ? new NOPAppender<>()
                : new FluentdAppender(
                        new LogRecords(context, LogSource.of(service)),
                        Spool.in(folder(), service, bufferSize.toBytes()),
                        new Forwarder.Target(host, port, "emporium." + service, PATIENCE),
                        shutdownFlush.toJavaDuration());
        appender.setName("fluentd");
        appender.setContext(context);
        appender.start();
        return appender;
    }

    private Path folder() {
        return isBlank(bufferFolder)
                ? Path.of(System.getProperty("java.io.tmpdir"), "emporium-logs")
                : Path.of(bufferFolder);
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
