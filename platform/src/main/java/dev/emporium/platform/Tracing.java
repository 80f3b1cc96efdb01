package dev.emporium.platform;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * What the house adds to a trace. Nothing is recorded until OpenTelemetry's agent is in the process: a span then stands for
 * its parent, so that whoever passes on a {@code traceparent} passes on the one that came. Attributes hold what is bounded,
 * and ids: nothing of a person, no path, no parameter. Thread safe.
 */
public final class Tracing {
    /** The attribute that a request's trace is found by. */
    public static final String REQUEST_ID = "emporium.request_id";

    private static final String HOUSE = "dev.emporium";
    private static final int TRACE_ID = 3;
    private static final int SPAN_ID = 36;
    private static final int FLAGS = 53;

    private Tracing() {}

    /**
     * A span that begins now, and is to be ended.
     *
     * @param traceparent of what caused it; null begins a trace
     */
    public static Span begin(String name, SpanKind kind, String traceparent) {
        return to(name, kind).setParent(parent(traceparent)).startSpan();
    }

    /** One that begins when it is started, caused by nothing. */
    public static SpanBuilder to(String name, SpanKind kind) {
        return GlobalOpenTelemetry.getTracer(HOUSE)
                .spanBuilder(name)
                .setSpanKind(kind)
                .setNoParent();
    }

    /**
     * Takes up what has waited in a table, in a span of the trace that it was left there in. What the work throws is the span's
     * failure, and the caller's.
     */
    public static void takeUp(String name, SpanKind kind, Origin origin, Consumer<Span> work) {
        Span span = begin(name, kind, origin.traceparent());
        if (origin.requestId() != null) {
            span.setAttribute(REQUEST_ID, origin.requestId());
        }
        RequestContext.Scope outer = RequestContext.open(origin.requestId(), traceparent(span, origin.traceparent()));
        try {
            work.accept(span);
        } catch (RuntimeException e) {
            fail(span, e);
            throw e;
        } finally {
            outer.close();
            span.end();
        }
    }

    /** The same trace for what is too much to be recorded; null for none. */
    public static String unrecorded(String traceparent) {
        return isTraceparent(traceparent) ? traceparent.substring(0, FLAGS) + "00" : null;
    }

    /** What those are told that the span causes: {@code otherwise} when it stands for nothing. */
    public static String traceparent(Span span, String otherwise) {
        SpanContext context = span.getSpanContext();
        return context.isValid()
                ? "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                        + context.getTraceFlags().asHex()
                : otherwise;
    }

    /** By its kind alone: what its words are about may be somebody. */
    public static void fail(Span span, Throwable failure) {
        span.setStatus(StatusCode.ERROR)
                .setAttribute("error.type", failure.getClass().getName());
    }

    /** Whether it is of the form that the house passes on, W3C Trace Context of version 00. */
    public static boolean isTraceparent(String text) {
        if (text == null || text.length() != FLAGS + 2 || !text.startsWith("00-")) {
            return false;
        }
        for (int i = TRACE_ID; i < text.length(); i++) {
            char each = text.charAt(i);
            boolean isBetween = i == SPAN_ID - 1 || i == FLAGS - 1;
            if (isBetween ? each != '-' : !HexFormat.isHexDigit(each) || Character.isUpperCase(each)) {
                return false;
            }
        }
        return true;
    }

    /** The trace that it names, null when it names none. */
    public static String traceId(String traceparent) {
        return isTraceparent(traceparent) ? traceparent.substring(TRACE_ID, SPAN_ID - 1) : null;
    }

    private static SpanContext remote(String traceparent) {
        return isTraceparent(traceparent)
                ? SpanContext.createFromRemoteParent(
                        traceparent.substring(TRACE_ID, SPAN_ID - 1),
                        traceparent.substring(SPAN_ID, FLAGS - 1),
                        TraceFlags.fromHex(traceparent, FLAGS),
                        TraceState.getDefault())
                : SpanContext.getInvalid();
    }

    /** Has the thread work for this until the scope is closed; for what it works for already when that is null. */
    static Scope enter(String traceparent) {
        boolean isThere = traceparent == null || traceparent.equals(traceparent(Span.current(), null));
        return isThere ? Scope.noop() : parent(traceparent).makeCurrent();
    }

    /** Has the thread, until its end, record nothing but what it does for somebody: it looks for work, and cleans up. */
    public static void workForNobody() {
        ofNobody().makeCurrent();
    }

    /** A trace that is not recorded. */
    public static Context ofNobody() {
        return parent(Exchange.made());
    }

    private static Context parent(String traceparent) {
        SpanContext remote = remote(traceparent);
        return remote.isValid() ? Context.root().with(Span.wrap(remote)) : Context.root();
    }
}
