package dev.emporium.platform.logging;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** A line for machines: one JSON object. */
final class JsonLine {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonLine() {}

    static String of(Map<String, Object> line) {
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
