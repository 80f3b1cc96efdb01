package dev.emporium.platform.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.dropwizard.logging.common.layout.DiscoverableLayoutFactory;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TimeZone;

/** The layout {@code lines}: {@code format: json} for machines, {@code format: text} for people. */
@JsonTypeName("lines")
public final class LineLayoutFactory implements DiscoverableLayoutFactory<ILoggingEvent> {
    private static final JsonFactory JSON = new JsonFactory();

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

    @NotNull
    @JsonProperty
    private String service;

    @Override
    public LayoutBase<ILoggingEvent> build(LoggerContext context, TimeZone timeZone) {
        LogRecords records = new LogRecords(context, LogSource.of(service));
        LayoutBase<ILoggingEvent> layout = new LayoutBase<>() {
            @Override
            public String doLayout(ILoggingEvent event) {
                Map<String, Object> line = records.of(event);
                return format == Format.JSON ? json(line) : TextLine.of(line);
            }
        };
        layout.setContext(context);
        return layout;
    }

    static String json(Map<String, Object> line) {
        StringWriter text = new StringWriter(1_024);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, Object> field : line.entrySet()) {
                json.writeFieldName(field.getKey());
                if (field.getValue() instanceof Long number) {
                    json.writeNumber(number);
                } else {
                    json.writeString((String) field.getValue());
                }
            }
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("no input or output is involved", e);
        }
        return text.toString();
    }
}
