package dev.emporium.platform.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.dropwizard.logging.common.AppenderFactory;
import io.dropwizard.logging.common.async.AsyncAppenderFactory;
import io.dropwizard.logging.common.filter.LevelFilterFactory;
import io.dropwizard.logging.common.layout.LayoutFactory;
import jakarta.validation.constraints.NotNull;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** The appender {@code output}: {@code format: json} for machines, {@code format: text} for people. */
@JsonTypeName("output")
public final class OutputAppenderFactory implements AppenderFactory<ILoggingEvent> {
    /** As {@code LOG_FORMAT} spells them. */
    enum Format {
        @JsonProperty("json")
        JSON,
        @JsonProperty("text")
        TEXT
    }

    @NotNull
    @JsonProperty
    private Format format = Format.JSON;

    @Override
    public Appender<ILoggingEvent> build(
            LoggerContext context,
            String service,
            LayoutFactory<ILoggingEvent> layout,
            LevelFilterFactory<ILoggingEvent> levels,
            AsyncAppenderFactory<ILoggingEvent> async) {
        OutputAppender appender = new OutputAppender(
                new LogRecords(context, LogSource.of(service)),
                format == Format.JSON ? JsonLine::of : TextLine::of,
                new FileOutputStream(FileDescriptor.out));
        appender.setName("output");
        appender.setContext(context);
        appender.start();
        return appender;
    }
}
