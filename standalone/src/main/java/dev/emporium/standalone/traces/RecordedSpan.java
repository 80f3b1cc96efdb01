package dev.emporium.standalone.traces;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A span as it is kept.
 *
 * @param parent empty for the first of its trace
 * @param start nanoseconds since 1970, as the service's clock said; {@code end} likewise
 * @param attributes also those of its events
 * @param links the ids of other traces that it belongs to
 */
public record RecordedSpan(
        String trace,
        String id,
        String parent,
        String service,
        String name,
        long start,
        long end,
        boolean failed,
        Map<String, String> attributes,
        List<String> links) {
    private static final HexFormat HEX = HexFormat.of();

    public RecordedSpan {
        attributes = Map.copyOf(attributes);
        links = List.copyOf(links);
    }

    static List<RecordedSpan> of(ExportTraceServiceRequest request) {
        List<RecordedSpan> spans = new ArrayList<>();
        for (ResourceSpans resource : request.getResourceSpansList()) {
            String service = service(resource.getResource());
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                scope.getSpansList().forEach(span -> spans.add(of(service, span)));
            }
        }
        return spans;
    }

    private static String service(Resource resource) {
        return resource.getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals("service.name"))
                .map(attribute -> text(attribute.getValue()))
                .findFirst()
                .orElse("unknown");
    }

    private static RecordedSpan of(String service, Span span) {
        Map<String, String> attributes = new TreeMap<>();
        put(attributes, "", span.getAttributesList());
        span.getEventsList().forEach(event -> put(attributes, event.getName() + ".", event.getAttributesList()));
        return new RecordedSpan(
                hex(span.getTraceId()),
                hex(span.getSpanId()),
                hex(span.getParentSpanId()),
                service,
                span.getName(),
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano(),
                span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
                attributes,
                span.getLinksList().stream().map(link -> hex(link.getTraceId())).toList());
    }

    private static void put(Map<String, String> attributes, String prefix, List<KeyValue> values) {
        values.forEach(value -> attributes.put(prefix + value.getKey(), text(value.getValue())));
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> Long.toString(value.getIntValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            default -> value.toString().strip();
        };
    }

    private static String hex(ByteString id) {
        return HEX.formatHex(id.toByteArray());
    }
}
