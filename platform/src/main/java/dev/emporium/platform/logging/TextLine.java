package dev.emporium.platform.logging;

import java.util.Map;
import java.util.Set;

/** A line for people: what happened to what, without what every line says. */
final class TextLine {
    private static final Set<String> LEFT_OUT = Set.of(
            "@timestamp",
            "log.level",
            "log.logger",
            "message",
            "ecs.version",
            "event.id",
            "event.sequence",
            "http.request.id",
            "trace.id",
            "error.stack_trace");

    private TextLine() {}

    static String of(Map<String, Object> line) {
        StringBuilder text = new StringBuilder(200)
                .append(line.get("@timestamp").toString(), 11, 23)
                .append(String.format(" %-5s ", line.get("log.level")))
                .append(shortened(line.get("log.logger").toString()))
                .append(" [")
                .append(line.getOrDefault("http.request.id", "-"))
                .append("] ")
                .append(line.get("message"));
        line.forEach((field, value) -> {
            if (!LEFT_OUT.contains(field) && !field.startsWith("service.")) {
                text.append(' ').append(field).append('=').append(value);
            }
        });
        text.append('\n');
        return text.append(line.getOrDefault("error.stack_trace", "")).toString();
    }

    private static String shortened(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }
}
