package dev.emporium.platform.messaging;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.emporium.platform.Exchange;
import dev.emporium.platform.RequestContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * What a record's headers tell without its message being read: the request that caused it, and where it stands in its
 * trace. Each may be null.
 */
record Envelope(String requestId, String traceparent) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Of a message as it was written into the outbox, where both stand before the data. */
    static Envelope of(String message) {
        String requestId = null;
        String traceparent = null;
        try (JsonParser parser = JSON.createParser(message)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME
                    && !parser.currentName().equals("data")) {
                String name = parser.currentName();
                String value = parser.nextTextValue();
                if (name.equals("requestid")) {
                    requestId = value;
                } else if (name.equals("traceparent")) {
                    traceparent = value;
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            // it goes as it is
            return new Envelope(null, null);
        }
        return new Envelope(requestId, traceparent);
    }

    List<Header> headers() {
        List<Header> headers = new ArrayList<>(3);
        add(headers, Exchange.REQUEST_ID, requestId);
        add(headers, RequestContext.TRACEPARENT, traceparent);
        return headers;
    }

    private static void add(List<Header> headers, String name, String value) {
        if (value != null) {
            headers.add(new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** What the headers say of the trace, whatever that is; null when nothing. */
    static String traceparent(Headers headers) {
        Header header = headers.lastHeader(RequestContext.TRACEPARENT);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
