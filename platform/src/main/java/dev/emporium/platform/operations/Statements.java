package dev.emporium.platform.operations;

import dev.emporium.platform.Tracing;
import dev.emporium.platform.Transience;
import dev.emporium.platform.metrics.Dependency;
import dev.emporium.platform.metrics.Dependency.Outcome;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Times every statement, and records it where the trace that its thread works for is recorded: without its values, which
 * are bound. What the database refuses, such as a value that stands there already, is an answer. Thread safe.
 */
public final class Statements implements SqlLogger {
    private static final Pattern WRITTEN =
            Pattern.compile("(?<!\\b(?:for|do|key) )\\b(?:insert into|update|delete from) \\w+");
    private static final Pattern READ = Pattern.compile("\\bfrom \\w+");

    private final Dependency database;

    public Statements(Dependency database) {
        this.database = database;
    }

    @Override
    public void logAfterExecution(StatementContext context) {
        database.took(Outcome.SUCCESS, context.getElapsedTime(ChronoUnit.NANOS));
        if (isOfARecordedTrace()) {
            span(context).end(context.getCompletionMoment());
        }
    }

    @Override
    public void logException(StatementContext context, SQLException failure) {
        boolean isFailure = Transience.isTransient(failure);
        database.took(isFailure ? Outcome.FAILURE : Outcome.REFUSED, context.getElapsedTime(ChronoUnit.NANOS));
        if (isOfARecordedTrace()) {
            Span span = span(context).setAttribute("db.response.status_code", failure.getSQLState());
            if (isFailure) {
                Tracing.fail(span, failure);
            }
            span.end(context.getExceptionMoment());
        }
    }

    /** Also where the thread knows it by its {@code traceparent} alone. */
    private static boolean isOfARecordedTrace() {
        return Span.current().getSpanContext().isSampled();
    }

    /** Begun afterwards, so that a statement that nobody records costs next to nothing. */
    private static Span span(StatementContext context) {
        Span span = Tracing.to("statement", SpanKind.CLIENT)
                .setParent(Context.current())
                .setStartTimestamp(context.getExecutionMoment())
                .startSpan();
        if (span.isRecording()) {
            String sql = context.getRenderedSql();
            span.updateName(name(sql))
                    .setAttribute("db.system.name", "postgresql")
                    .setAttribute("db.query.text", sql);
        }
        return span;
    }

    /** By the first table that it writes, or else reads, such as {@code update stock}. */
    static String name(String sql) {
        Matcher written = WRITTEN.matcher(sql);
        if (written.find()) {
            return written.group();
        }
        Matcher read = READ.matcher(sql);
        return read.find() ? "select " + read.group() : "select";
    }
}
