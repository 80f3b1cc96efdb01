package dev.emporium.platform.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.platform.RequestContext;
import dev.emporium.platform.Tracing;
import dev.emporium.platform.metrics.Meters;
import dev.emporium.platform.testing.TestDatabase;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a recorder finds of statements; the agent's is the same. */
class StatementsIT {
    private static final String RECORDED_TRACE = "00-11111111111111111111111111111111-2222222222222222-01";
    private static final String UNRECORDED_TRACE = "00-33333333333333333333333333333333-4444444444444444-00";
    private static final AttributeKey<String> TEXT = AttributeKey.stringKey("db.query.text");
    private static final AttributeKey<String> STATE = AttributeKey.stringKey("db.response.status_code");

    @RegisterExtension
    static final OpenTelemetryExtension RECORDED = OpenTelemetryExtension.create();

    private final Jdbi jdbi = TestDatabase.create().jdbi();

    @BeforeEach
    void aTable() {
        jdbi.useHandle(handle -> handle.execute("create table people (name text primary key)"));
        jdbi.setSqlLogger(new Statements(new Meters(new PrometheusRegistry(), null).dependency("database")));
    }

    private List<SpanData> recorded(String traceparent, Runnable work) {
        Span span = Tracing.begin("work", SpanKind.INTERNAL, traceparent);
        Context.root().with(span).wrap(work).run();
        assertThat(RECORDED.getSpans()).allSatisfy(found -> assertThat(found.getParentSpanId())
                .isEqualTo(span.getSpanContext().getSpanId()));
        return RECORDED.getSpans();
    }

    private void add(String name) {
        jdbi.useHandle(handle -> handle.createUpdate("insert into people (name) values (:name)")
                .bind("name", name)
                .execute());
    }

    @Test
    void aStatementIsInTheTraceThatItsThreadWorksForWithoutItsValues() {
        assertThat(recorded(RECORDED_TRACE, () -> add("Lovelace")))
                .singleElement()
                .satisfies(span -> {
                    assertThat(span.getName()).isEqualTo("insert into people");
                    assertThat(span.getAttributes().get(TEXT)).isEqualTo("insert into people (name) values (:name)");
                    assertThat(span.toString()).doesNotContain("Lovelace");
                });
    }

    @Test
    void aTraceMayBeKnownByWhatCameFromElsewhereAlone() {
        try (RequestContext.Scope context = RequestContext.open("request-1", RECORDED_TRACE)) {
            assertThat(context).isNotNull();
            add("Lovelace");
        }
        assertThat(RECORDED.getSpans()).singleElement().satisfies(span -> assertThat(RECORDED_TRACE)
                .contains(span.getTraceId(), span.getParentSpanId()));
    }

    @Test
    void whatTheDatabaseRefusesIsAnAnswerAndNoError() {
        add("Lovelace");
        assertThat(recorded(RECORDED_TRACE, () -> assertThatThrownBy(() -> add("Lovelace"))
                        .isInstanceOf(JdbiException.class)))
                .singleElement()
                .satisfies(span -> {
                    assertThat(span.getStatus()).isEqualTo(StatusData.unset());
                    assertThat(span.getAttributes().get(STATE)).isEqualTo("23505");
                    assertThat(span.toString()).doesNotContain("Lovelace");
                });
    }

    @Test
    void whatIsCutOffIsAnError() {
        assertThat(recorded(RECORDED_TRACE, () -> assertThatThrownBy(() -> jdbi.useHandle(
                                handle -> handle.createUpdate("select pg_terminate_backend(pg_backend_pid())")
                                        .execute()))
                        .isInstanceOf(JdbiException.class)))
                .singleElement()
                .satisfies(span -> assertThat(span.getStatus()).isEqualTo(StatusData.error()));
    }

    @Test
    void whatNobodyRecordsLeavesNothing() {
        assertThat(recorded(UNRECORDED_TRACE, () -> add("Lovelace"))).isEmpty();
    }

    @Test
    void aStatementIsNamedByWhatItWrites() {
        assertThat(Statements.name("with due as (select id from a for update skip locked) update b set c = 1"))
                .isEqualTo("update b");
        assertThat(Statements.name("insert into a (id) values (1) on conflict do update set id = 2"))
                .isEqualTo("insert into a");
        assertThat(Statements.name("select id from a for no key update nowait")).isEqualTo("select from a");
        assertThat(Statements.name("select pg_advisory_xact_lock(?)")).isEqualTo("select");
    }
}
