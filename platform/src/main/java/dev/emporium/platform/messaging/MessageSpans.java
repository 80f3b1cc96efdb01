package dev.emporium.platform.messaging;

import dev.emporium.platform.RequestContext;
import dev.emporium.platform.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages in traces: a span for the sending of each and one for its effect, both in the trace of what caused it, whoever
 * sent or handled it together with others. What takes effect in one transaction is linked with the span of that, which
 * is a trace of its own and holds what the transaction did, and what follows from none of them alone, recorded when one of the
 * messages' is; a message that is alone holds it itself. Used by one thread.
 */
final class MessageSpans implements AutoCloseable {
    private final List<Span> effects = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final Span transaction;
    private final RequestContext.Scope context;
    private final Scope scope;

    /** Begins the effect of messages of one type, of whom there is one at least. */
    MessageSpans(List<Message> together) {
        boolean isAlone = together.size() == 1;
        Message first = together.get(0);
        for (Message message : together) {
            Span effect = Tracing.begin("process " + message.type(), SpanKind.CONSUMER, message.traceparent())
                    .setAttribute("messaging.system", "kafka")
                    .setAttribute("messaging.operation.name", "process")
                    .setAttribute("messaging.operation.type", "process")
                    .setAttribute("messaging.message.id", message.id().toString())
                    .setAttribute("emporium.subject_id", message.subject().toString());
            if (message.requestid() != null) {
                effect.setAttribute(Tracing.REQUEST_ID, message.requestid());
            }
            effects.add(effect);
            messages.add(message.causedBy(Tracing.traceparent(effect, message.traceparent())));
        }
        transaction = isAlone ? effects.get(0) : transaction(first.type());
        scope = transaction.makeCurrent();
        context = RequestContext.open(
                isAlone ? first.requestid() : null,
                isAlone ? messages.get(0).traceparent() : Tracing.traceparent(transaction, null));
    }

    private Span transaction(String type) {
        SpanBuilder builder = Tracing.to("process " + type + " together", SpanKind.CONSUMER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.name", "process")
                .setAttribute("messaging.operation.type", "process")
                .setAttribute("messaging.batch.message_count", effects.size());
        effects.forEach(effect -> builder.addLink(effect.getSpanContext()));
        if (effects.stream().noneMatch(effect -> effect.getSpanContext().isSampled())) {
            // no trace would lead to it
            builder.setParent(Tracing.ofNobody());
        }
        Span span = builder.startSpan();
        effects.forEach(effect -> effect.addLink(span.getSpanContext()));
        return span;
    }

    /** The same messages, so that what they cause is caused by their effects. */
    List<Message> messages() {
        return List.copyOf(messages);
    }

    /** The transaction was rolled back. */
    void failed(Throwable reason) {
        effects.forEach(effect -> Tracing.fail(effect, reason));
        Tracing.fail(transaction, reason);
    }

    @Override
    public void close() {
        context.close();
        scope.close();
        effects.forEach(Span::end);
        transaction.end();
    }

    /** Begins the sending of a message that was written for this. */
    static Span sending(String topic, Envelope envelope) {
        Span span = Tracing.begin("send " + topic, SpanKind.PRODUCER, envelope.traceparent())
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.name", "send")
                .setAttribute("messaging.operation.type", "send")
                .setAttribute("messaging.destination.name", topic);
        if (envelope.requestId() != null) {
            span.setAttribute(Tracing.REQUEST_ID, envelope.requestId());
        }
        return span;
    }

    /** Thread safe. */
    static void end(Span sending, Exception failure) {
        if (failure != null) {
            Tracing.fail(sending, failure);
        }
        sending.end();
    }
}
