package dev.emporium.platform.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.spi.BasicSequenceNumberGenerator;
import ch.qos.logback.core.spi.SequenceNumberGenerator;
import dev.emporium.platform.Failures;
import dev.emporium.platform.RequestContext;
import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.event.KeyValuePair;

/**
 * Turns an event into the flat record that a line is, the same for whoever writes it. What varies comes as key-value
 * pairs under the names of docs/log-fields.md; others are left out, since one unknown field would have the whole line
 * refused. Thread safe.
 */
public final class LogRecords {
    private static final String ECS_VERSION = "8.17.0";
    private static final int LONGEST_MESSAGE = 8_000;
    private static final int LONGEST_KEYWORD = 1_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** Of a process, not of a logger context: that is set up anew for each of Dropwizard's commands. */
    private static final SequenceNumberGenerator SEQUENCE = new BasicSequenceNumberGenerator();

    private static final String PROCESS = random();

    private static final Set<String> KNOWN = Set.of(
            "http.request.method",
            "http.route",
            "http.response.status_code",
            "http.response.body.bytes",
            "event.duration",
            "event.action",
            "event.outcome",
            "event.reason",
            "error.code",
            "error.type",
            "error.message",
            "user.id",
            "user.target.id",
            "user.hash");
    private static final String OWN = "emporium.";

    private final LogSource source;

    public LogRecords(LoggerContext context, LogSource source) {
        this.source = source;
        context.setSequenceNumberGenerator(SEQUENCE);
    }

    public Map<String, Object> of(ILoggingEvent event) {
        Map<String, Object> line = new LinkedHashMap<>(32);
        line.put("@timestamp", TIME.format(event.getInstant()));
        line.put("log.level", event.getLevel().levelStr);
        line.put("message", cut(event.getFormattedMessage(), LONGEST_MESSAGE));
        addPairs(line, event.getKeyValuePairs());
        addRequest(line, event.getMDCPropertyMap());
        line.put("service.name", source.service());
        line.put("service.version", source.version());
        line.put("service.environment", source.environment());
        line.put("service.node.name", source.node());
        line.put("log.logger", cut(event.getLoggerName(), LONGEST_KEYWORD));
        line.put("event.id", PROCESS + "-" + event.getSequenceNumber());
        line.put("event.sequence", event.getSequenceNumber());
        line.put("ecs.version", ECS_VERSION);
        addFailure(line, event.getThrowableProxy());
        return line;
    }

    private static void addPairs(Map<String, Object> line, List<KeyValuePair> pairs) {
        if (pairs != null) {
            for (KeyValuePair pair : pairs) {
                if (pair.value != null && (KNOWN.contains(pair.key) || pair.key.startsWith(OWN))) {
                    line.put(pair.key, value(pair.value));
                }
            }
        }
    }

    private static Object value(Object value) {
        return value instanceof Number number ? number.longValue() : cut(value.toString(), LONGEST_KEYWORD);
    }

    private static void addRequest(Map<String, Object> line, Map<String, String> context) {
        String requestId = context.get(RequestContext.REQUEST_ID);
        if (requestId != null) {
            line.put("http.request.id", cut(requestId, LONGEST_KEYWORD));
        }
        String traceparent = context.get(RequestContext.TRACEPARENT);
        if (traceparent != null && traceparent.length() >= 35) {
            line.put("trace.id", traceparent.substring(3, 35));
        }
    }

    private static void addFailure(Map<String, Object> line, IThrowableProxy failure) {
        if (failure != null) {
            line.put("error.type", failure.getClassName());
            Failures.message(failure.getClassName(), failure.getMessage())
                    .ifPresent(message -> line.put("error.message", message));
            line.put("error.stack_trace", Failures.stackTrace(failure));
        }
    }

    private static String cut(String text, int limit) {
        return text == null || text.length() <= limit ? text : text.substring(0, limit);
    }

    private static String random() {
        byte[] bits = new byte[12];
        new SecureRandom().nextBytes(bits);
        return Base64.getUrlEncoder().encodeToString(bits);
    }
}
