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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Brings what is due by one channel, some at a time: takes them in hand, asks where they go, writes them, hands them over one
 * after the other and notes what became of them. What is asked and noted is so for all of them at once, and what touches the
 * database is a transaction of its own. If the process dies between the answer of whoever takes letters and the note, these
 * letters, {@link #AT_ONCE} at most and those of a {@link #SURE} moment, go a second time; while it lives it goes on
 * noting until that is done. What cannot be told now waits by itself and holds up nobody; while nobody can be reached at
 * all, everything waits. One thread hands over; any number of senders, in any number of processes, share the work.
 */
public final class Sender {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final Duration IDLE = Duration.ofMillis(200);
    /** Of these, what was handed over and is not noted yet goes again if the process dies. */
    private static final int AT_ONCE = 10;
    /** For how long what is in hand is handed over before it is noted, and taken for another {@link Queue#LEASE}. */
    private static final Duration SURE = Duration.ofSeconds(1);

    /** Far below {@link Queue#LEASE}. */
    private static final Duration KEPT = Duration.ofSeconds(3);

    private static final Runnable NOTHING = () -> {};

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
    /** What is to be handed over, or is being at this moment. */
    private volatile List<Due> inHand = List.of();

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

    /** The thread that does it, and one that keeps for it what it has in hand: how long a server takes to answer nobody knows. */
    public List<Worker> workers() {
        return List.of(
                new Worker(channel.word() + "-sender", this::bringAll, () -> {}),
                Worker.every(channel.word() + "-keeper", KEPT, KEPT, () -> {
                    List<Due> kept = inHand;
                    if (!kept.isEmpty()) {
                        queue.keep(kept);
                    }
                }));
    }

    /** Brings all that is due, and rests a moment. */
    private void bringAll(Worker self) throws InterruptedException {
        while (!self.isStopping()) {
            long sure = System.nanoTime() + SURE.toNanos();
            List<Due> due = queue.take(channel, AT_ONCE);
            if (due.isEmpty()) {
                break;
            }
            deliver(write(due, self), sure, self);
            self.well();
        }
        courier.rest();
        self.pause(IDLE);
    }

    /** @param span of the letter, from its writing until it is handed over or is not */
    private record Written(Due due, Letter letter, Span span) {
        RequestContext.Scope enter() {
            return RequestContext.open(due.requestId(), Tracing.traceparent(span, due.traceparent()));
        }
    }

    /** Writes those that can be, and notes what becomes of the others. */
    private Deque<Written> write(List<Due> all, Worker self) throws InterruptedException {
        Map<UUID, Preferences> said = queue.preferences(all);
        Map<Boolean, List<Due>> wanted = all.stream()
                .collect(Collectors.partitioningBy(
                        due -> isOfUnknownOrder(due) || preferences(due, said).want(due.kind(), channel)));
        note(() -> withheld(wanted.get(false)), self);
        Addresses.Round asked = addresses.round(wanted.get(true));
        Deque<Written> written = new ArrayDeque<>();
        for (Due due : wanted.get(true)) {
            Span span = Tracing.begin("bring " + channel.word(), SpanKind.CLIENT, due.traceparent())
                    .setAttribute("emporium.notification_kind", due.kind().word());
            RequestContext.Scope outer =
                    RequestContext.open(due.requestId(), Tracing.traceparent(span, due.traceparent()));
            try {
                note(attempt(due, () -> write(due, preferences(due, said), asked, span, written)), self);
            } catch (AwayException e) {
                throw new IllegalStateException("nothing was sent", e);
            } finally {
                outer.close();
                if (written.isEmpty() || written.getLast().due() != due) {
                    span.end();
                }
            }
        }
        return written;
    }

    /** What was ordered, and whose it is, is still to be heard. */
    private static boolean isOfUnknownOrder(Due due) {
        return due.orderId() != null && due.summary().isEmpty();
    }

    private static Preferences preferences(Due due, Map<UUID, Preferences> said) {
        Preferences known = due.customerId() == null ? null : said.get(due.customerId());
        return known == null ? Preferences.NONE : known;
    }

    private Runnable write(Due due, Preferences preferences, Addresses.Round asked, Span span, Deque<Written> written)
            throws NotNowException, RefusedException {
        if (isOfUnknownOrder(due)) {
            throw new NotNowException("order_unknown");
        }
        written.add(new Written(due, writer.write(due, asked.of(due, preferences)), span));
        return NOTHING;
    }

    /**
     * Hands over those that are still ours, as long as that is sure, and notes it.
     *
     * @param sure until when that is as they were taken; it need not be asked before
     */
    private void deliver(Deque<Written> waiting, long sure, Worker self) throws InterruptedException {
        long until = sure;
        while (!waiting.isEmpty()) {
            List<Due> all = waiting.stream().map(Written::due).toList();
            if (until - System.nanoTime() <= 0) {
                until = System.nanoTime() + SURE.toNanos();
                Set<UUID> kept = queue.keep(all);
                waiting.removeIf(written -> !kept.contains(written.due().notificationId()) && leave(written));
            }
            List<Written> sent = new ArrayList<>();
            AwayException outage = null;
            inHand = all;
            try {
                while (!waiting.isEmpty() && !self.isStopping() && until - System.nanoTime() > 0) {
                    hand(waiting.element(), sent, self);
                    waiting.remove();
                }
            } catch (AwayException e) {
                outage = e;
            } finally {
                try {
                    note(() -> sent(sent), self);
                } finally {
                    inHand = List.of();
                }
            }
            if (outage != null || self.isStopping()) {
                putBack(waiting, self);
            }
            if (outage != null) {
                tell(outage);
                self.pause(away.afterFailure());
            }
        }
    }

    private void hand(Written written, List<Written> sent, Worker self) throws AwayException, InterruptedException {
        RequestContext.Scope outer = written.enter();
        try {
            note(
                    attempt(written.due(), () -> {
                        courier.deliver(written.letter());
                        away.reset();
                        gone = false;
                        sent.add(written);
                        return NOTHING;
                    }),
                    self);
        } catch (AwayException e) {
            Tracing.fail(written.span(), e);
            throw e;
        } finally {
            outer.close();
            written.span().end();
        }
    }

    /** It is not handed over now. */
    private static boolean leave(Written written) {
        written.span().end();
        return true;
    }

    private void putBack(Deque<Written> waiting, Worker self) throws InterruptedException {
        while (!waiting.isEmpty()) {
            Written written = waiting.remove();
            leave(written);
            note(() -> queue.putBack(written.due()), self);
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

    /** What may be impossible; returns what is to be noted. */
    private interface Step {
        Runnable take() throws AwayException, NotNowException, RefusedException;
    }

    /** Takes it; returns what is to be noted of it, also when it cannot be done. */
    private Runnable attempt(Due due, Step step) throws AwayException {
        try {
            return step.take();
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

    private void sent(List<Written> letters) {
        if (letters.isEmpty()) {
            return;
        }
        queue.sent(letters.stream()
                .collect(Collectors.toMap(written -> written.due().notificationId(), written -> written.letter()
                        .subject())));
        for (Written written : letters) {
            Due due = written.due();
            RequestContext.with(due.requestId(), due.traceparent(), () -> {
                outcomes.count(due, Outcome.SENT);
                told(LOG.atInfo(), due, "notification-sent", due.kind().word()).log("Somebody was told");
            });
        }
    }

    private void withheld(List<Due> unwanted) {
        if (!unwanted.isEmpty()) {
            queue.withheld(unwanted);
            unwanted.forEach(due -> outcomes.count(due, Outcome.WITHHELD));
        }
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

    /** That nobody can be told who was erased is as it should be: nobody is woken for that. */
    private void failed(Due due, String reason) {
        boolean isErased = reason.equals(Addresses.ERASED);
        queue.failed(due, reason);
        outcomes.count(due, isErased ? Outcome.WITHHELD : Outcome.FAILED);
        told(isErased ? LOG.atInfo() : LOG.atWarn(), due, "notification-failed", reason)
                .log("Somebody will not be told");
    }

    private static LoggingEventBuilder told(LoggingEventBuilder event, Due due, String action, String reason) {
        return event.addKeyValue("event.action", action)
                .addKeyValue("event.reason", reason)
                .addKeyValue("emporium.subject_id", due.notificationId())
                .addKeyValue("emporium.order_id", due.orderId());
    }
}
