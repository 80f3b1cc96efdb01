package dev.emporium.platform.messaging;

import dev.emporium.platform.Backoff;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which lanes wait, and until when: those whose last attempt failed for a reason that is not the message's. All others
 * go on meanwhile, unless there is an outage, which closes them all. Used by one thread.
 */
final class Lanes {
    private static final class Held {
        private final Backoff backoff;
        private final long since = System.nanoTime();
        private long due;
        private Throwable reason;
        private boolean told;

        Held(Duration longestPause) {
            this.backoff = new Backoff(longestPause);
        }
    }

    private final Map<Object, Held> held = new LinkedHashMap<>();
    /** Also those that are due again: what is behind in a lane must not overtake what failed in the same attempt. */
    private final Set<Object> failedNow = new HashSet<>();

    private final Backoff backoff = new Backoff();
    private Throwable outage;
    private long outageEnds;

    void beginAttempt() {
        failedNow.clear();
    }

    boolean isOpen(Object lane) {
        Held at = held.get(lane);
        return !failedNow.contains(lane) && (at == null || at.due - System.nanoTime() <= 0);
    }

    /** Whether its messages were tried, and wait to be tried again. */
    boolean isHeld(Object lane) {
        return outage != null || held.containsKey(lane);
    }

    /** Nothing can be applied now. */
    void outage(Throwable reason) {
        outage = reason;
        outageEnds = System.nanoTime() + backoff.afterFailure().toNanos();
    }

    boolean isOutage() {
        return outage != null && outageEnds - System.nanoTime() > 0;
    }

    void outageIsOver() {
        outage = null;
        backoff.reset();
    }

    /** Nothing more of the lane in this attempt. */
    void skip(Object lane) {
        failedNow.add(lane);
    }

    /** Returns whether it is the first failure in a row. */
    boolean hold(Object lane, Throwable reason, Duration longestPause) {
        boolean first = !held.containsKey(lane);
        Held at = first ? new Held(longestPause) : held.remove(lane);
        at.due = System.nanoTime() + at.backoff.afterFailure().toNanos();
        at.reason = reason;
        // behind those that have not been tried since: of many that are due some are
        held.put(lane, at);
        failedNow.add(lane);
        return first;
    }

    void release(Object lane) {
        held.remove(lane);
    }

    void clear() {
        held.clear();
        failedNow.clear();
    }

    /** Why the lane waits; null when it does not. */
    Throwable reason(Object lane) {
        Held at = held.get(lane);
        return at == null ? outage : at.reason;
    }

    /** Which are closed in this attempt: those that are not due, and all but so many of those that are. */
    List<Object> closed(int tried) {
        held.keySet().stream().filter(this::isOpen).skip(tried).toList().forEach(this::skip);
        return held.keySet().stream().filter(lane -> !isOpen(lane)).toList();
    }

    /** Which have waited for so long; each is told once. */
    List<Object> lasting(Duration limit) {
        long now = System.nanoTime();
        List<Object> lasting = held.entrySet().stream()
                .filter(at -> !at.getValue().told && now - at.getValue().since >= limit.toNanos())
                .map(Map.Entry::getKey)
                .toList();
        lasting.forEach(lane -> held.get(lane).told = true);
        return lasting;
    }

    /** Forgets all others, in which there is nothing any more. */
    void retain(Set<Object> lanes) {
        held.keySet().retainAll(lanes);
    }

    int size() {
        return held.size();
    }

    /** Since when the longest has waited, as {@link System#nanoTime} tells it; now, when none does. */
    long since() {
        return held.values().stream().mapToLong(at -> at.since).min().orElse(System.nanoTime());
    }

    /** When something may be tried again, in nanoseconds; {@code most} when nothing is before. */
    long untilNextDue(long most) {
        long now = System.nanoTime();
        if (outage != null) {
            return Math.min(most, Math.max(0, outageEnds - now));
        }
        return held.values().stream().mapToLong(at -> Math.max(0, at.due - now)).reduce(most, Math::min);
    }
}
