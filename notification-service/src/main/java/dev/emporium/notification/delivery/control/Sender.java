package dev.emporium.notification.delivery.control;

import dev.emporium.notification.delivery.control.Outcomes.Outcome;
import dev.emporium.notification.delivery.entity.Letter;
import dev.emporium.notification.delivery.entity.LetterWriter;
import dev.emporium.notification.notification.control.Queue;
import dev.emporium.notification.notification.entity.Channel;
import dev.emporium.notification.notification.entity.Due;
import dev.emporium.notification.notification.entity.Preferences;
import dev.emporium.platform.Backoff;
import dev.emporium.platform.Failures;
import dev.emporium.platform.RequestContext;
import dev.emporium.platform.Tracing;
import dev.emporium.platform.Transience;
import dev.emporium.platform.Worker;
import dev.emporium.platform.client.RemoteServiceException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Brings what is due by one channel, one after the other: takes it in hand, asks where it goes, writes it, hands it over
 * and notes what became of it. Only the first step and the last are transactions, each its own. If the process dies
 * between the answer of whoever takes a letter and the note, the letter goes a second time; while it lives it goes on
 * noting until that is done. What cannot be told now waits by itself and holds up nobody; while nobody can be reached at
 * all, everything waits. One thread; any number of senders, in any number of processes, share the work.
 */
public final class Sender {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final Duration IDLE = Duration.ofMillis(200);

    private final Channel channel;
    private final Queue queue;
    private final Addresses addresses;
    private final LetterWriter writer;
    private final Courier courier;
    private final Retries retries;
    private final Outcomes outcomes;
    private final Clock clock;
    private final Backoff away = new Backoff();
    private boolean gone;

    public Sender(
            Channel channel,
            Queue queue,
            Addresses addresses,
            LetterWriter writer,
            Courier courier,
            Retries retries,
            Outcomes outcomes,
            Clock clock) {
        this.channel = channel;
        this.queue = queue;
        this.addresses = addresses;
        this.writer = writer;
        this.courier = courier;
        this.retries = retries;
        this.outcomes = outcomes;
        this.clock = clock;
    }

    /** The thread that does it. */
    public Worker worker() {
        return new Worker(channel.word() + "-sender", this::bringAll, () -> {});
    }

    /** Brings all that is due, and rests a moment. */
    private void bringAll(Worker self) throws InterruptedException {
        Optional<Due> due = queue.take(channel);
        while (due.isPresent()) {
            bring(due.get(), self);
            self.well();
            due = self.isStopping() ? Optional.empty() : queue.take(channel);
        }
        courier.rest();
        self.pause(IDLE);
    }

    private void bring(Due due, Worker self) throws InterruptedException {
        Span span = Tracing.begin("bring " + channel.word(), SpanKind.CLIENT, due.traceparent())
                .setAttribute("emporium.notification_kind", due.kind().word());
        RequestContext.Scope outer = RequestContext.open(due.requestId(), Tracing.traceparent(span, due.traceparent()));
        try {
            note(send(due), self);
        } catch (AwayException e) {
            Tracing.fail(span, e);
            note(() -> queue.putBack(due), self);
            tell(e);
            self.pause(away.afterFailure());
        } finally {
            outer.close();
            span.end();
        }
    }

    /** Once, however long it lasts. */
    private void tell(AwayException outage) {
        if (!gone) {
            gone = true;
            Failures.brief(LOG.atWarn(), outage)
                    .addKeyValue("event.action", "channel-away")
                    .addKeyValue("event.reason", channel.word())
                    .log("Nothing can be sent now: all of it waits");
        }
    }

    /** Sends it, if that can be done; returns what is to be noted of it. */
    private Runnable send(Due due) throws AwayException {
        try {
            Preferences preferences = queue.preferences(due);
            if (!preferences.want(due.kind(), channel)) {
                return () -> withheld(due);
            }
            if (due.orderId() != null && due.summary().isEmpty()) {
                throw new NotNowException("order_unknown");
            }
            Letter letter = writer.write(due, addresses.of(due, preferences));
            if (!queue.keep(due)) {
                return () -> {};
            }
            courier.deliver(letter);
            away.reset();
            gone = false;
            return () -> sent(due, letter);
        } catch (RefusedException e) {
            return () -> failed(due, e.reason());
        } catch (NotNowException e) {
            return () -> delayed(due, e.reason());
        } catch (RemoteServiceException e) {
            return () -> delayed(due, "address_unknown");
        } catch (RuntimeException e) {
            if (Transience.isTransient(e)) {
                throw e;
            }
            told(LOG.atError().setCause(e), due, "notification-broken", "unexpected")
                    .log("A notification cannot be written or sent, and is tried again");
            return () -> delayed(due, "unexpected");
        }
    }

    /** Until it is noted: a database that is away now is not a reason to send it again. */
    private void note(Runnable outcome, Worker self) throws InterruptedException {
        Backoff pause = new Backoff();
        while (true) {
            try {
                outcome.run();
                return;
            } catch (RuntimeException e) {
                if (!Transience.isTransient(e) || self.pause(pause.afterFailure())) {
                    throw e;
                }
            }
        }
    }

    private void sent(Due due, Letter letter) {
        queue.sent(due, letter.subject());
        outcomes.count(due, Outcome.SENT);
        told(LOG.atInfo(), due, "notification-sent", due.kind().word()).log("Somebody was told");
    }

    private void withheld(Due due) {
        queue.withheld(due);
        outcomes.count(due, Outcome.WITHHELD);
    }

    private void delayed(Due due, String reason) {
        Optional<Duration> wait = retries.after(due.attempts(), due.createdAt(), clock.instant());
        if (wait.isEmpty()) {
            failed(due, reason);
            return;
        }
        queue.later(due, wait.get(), reason);
        outcomes.count(due, Outcome.DELAYED);
        told(LOG.atInfo(), due, "notification-delayed", reason).log("Somebody cannot be told now");
    }

    private void failed(Due due, String reason) {
        queue.failed(due, reason);
        outcomes.count(due, Outcome.FAILED);
        told(LOG.atWarn(), due, "notification-failed", reason).log("Somebody will not be told");
    }

    private static LoggingEventBuilder told(LoggingEventBuilder event, Due due, String action, String reason) {
        return event.addKeyValue("event.action", action)
                .addKeyValue("event.reason", reason)
                .addKeyValue("emporium.subject_id", due.notificationId())
                .addKeyValue("emporium.order_id", due.orderId());
    }
}
