package dev.emporium.platform;

import org.slf4j.MDC;

/**
 * Which request or message the present thread works for, as its log lines tell it. Thread-bound: code that changes the
 * thread takes the values along itself.
 */
public final class RequestContext {
    /** Under which log lines find them in the MDC. */
    public static final String REQUEST_ID = "request_id";

    public static final String TRACEPARENT = "traceparent";

    private RequestContext() {}

    /** The id of the request or message in hand, or null outside of one. */
    public static String requestId() {
        return MDC.get(REQUEST_ID);
    }

    /** The W3C trace context of the request or message in hand, or null outside of one. */
    public static String traceparent() {
        return MDC.get(TRACEPARENT);
    }

    /** Runs the work in a context of its own and restores the one before, whatever happens. */
    public static void with(String requestId, String traceparent, Runnable work) {
        Scope outer = open(requestId, traceparent);
        try {
            work.run();
        } finally {
            outer.close();
        }
    }

    /** Runs the work as a part of what comes from there. */
    public static void with(Origin origin, Runnable work) {
        with(origin.requestId(), origin.traceparent(), work);
    }

    /** Enters a context; closing the scope on the same thread restores the one before. */
    public static Scope open(String requestId, String traceparent) {
        Scope outer = new Scope(requestId(), traceparent(), Tracing.enter(traceparent));
        put(REQUEST_ID, requestId);
        put(TRACEPARENT, traceparent);
        return outer;
    }

    private static void put(String key, String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }

    /**
     * What to return to.
     *
     * @param trace that the spans of others, such as of statements, were added to meanwhile
     */
    public record Scope(String requestId, String traceparent, io.opentelemetry.context.Scope trace)
            implements AutoCloseable {
        @Override
        public void close() {
            trace.close();
            put(REQUEST_ID, requestId);
            put(TRACEPARENT, traceparent);
        }
    }
}
