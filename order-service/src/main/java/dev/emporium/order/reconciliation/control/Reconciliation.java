package dev.emporium.order.reconciliation.control;

import dev.emporium.order.ordering.entity.OrderBooks;
import dev.emporium.order.reconciliation.entity.Entry;
import dev.emporium.order.reconciliation.entity.Facts;
import dev.emporium.order.reconciliation.entity.Report;
import dev.emporium.order.reconciliation.entity.Sightings;
import dev.emporium.order.returns.entity.ReturnBooks;
import dev.emporium.order.returns.entity.ReturnBooks.Returned;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.client.RemoteServiceException;
import dev.emporium.platform.operations.Books;
import dev.emporium.platform.web.Page;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/**
 * Holds the orders against the books of other services, page beside page in the order of the orders' ids. A round looks at some of
 * what was placed lately, at some of all, each going on where the round before ended, and again at whatever differed. It asks
 * each service for a few pages and changes nothing. One thread runs the rounds; {@link #report} is for all.
 */
public final class Reconciliation implements Runnable {
    /**
     * Between two rounds: with {@link Sightings#SETTLED} it is found within a minute what is damaged, where half an hour has no
     * more than some ten thousand orders. Where it has more, a round costs no more, and what is damaged is found later.
     */
    public static final Duration PERIOD = Duration.ofSeconds(10);

    private static final Duration LATELY = Duration.ofMinutes(30);
    private static final int PAGE = 1000;
    private static final int OLDER_PAGES = 5;
    private static final int LATE_PAGES = 4;
    private static final int PAGES_AGAIN = 10;

    private final Jdbi jdbi;
    private final OrderBooks orders;
    private final ReturnBooks returns;
    private final List<Counterpart<?>> counterparts;
    private final Books books;
    private final Clock clock;
    private final Map<Counterpart<?>, Sightings> seen = new LinkedHashMap<>();
    private final Set<Counterpart<?>> away = new HashSet<>();
    /** Up to where what is older has been looked at; null: it begins anew. */
    private UUID older;

    /** Likewise what was placed lately. */
    private UUID late;

    private Instant allAt;
    private volatile Report report = Report.NONE;

    public Reconciliation(
            Jdbi jdbi,
            OrderBooks orders,
            ReturnBooks returns,
            List<Counterpart<?>> counterparts,
            Books books,
            Clock clock) {
        this.jdbi = jdbi;
        this.orders = orders;
        this.returns = returns;
        this.counterparts = List.copyOf(counterparts);
        this.books = books;
        this.clock = clock;
        counterparts.forEach(counterpart -> seen.put(counterpart, new Sightings()));
    }

    /** What the last round has found, and what the service's own books were found to differ by. */
    public Report report() {
        return report.with(books.differences());
    }

    /** One round. */
    @Override
    public void run() {
        Instant now = clock.instant();
        away.clear();
        boolean isFromBeginning = older == null;
        older = walk(older, OLDER_PAGES, now);
        if (older == null) {
            allAt = now;
        }
        if (older != null || !isFromBeginning) {
            UUID lately = Uuid7.floor(now.minus(LATELY));
            late = walk(late == null || Sightings.BY_ID.compare(late, lately) < 0 ? lately : late, LATE_PAGES, now);
        }
        again(now);
        seen.forEach((counterpart, sightings) -> books.note(counterpart.check(), sightings.settled(now)));
        report = new Report(
                now,
                allAt,
                counterparts.stream()
                        .map(each -> new Report.Answered(each.service(), !away.contains(each)))
                        .toList(),
                List.of());
    }

    /** @return where to go on, null when the end is reached */
    private UUID walk(UUID start, int most, Instant now) {
        UUID place = start;
        for (int pages = 0; pages < most; pages++) {
            place = page(place, PAGE, now);
            if (place == null) {
                return null;
            }
        }
        return place;
    }

    private void again(Instant now) {
        for (int pages = 0; pages < PAGES_AGAIN; pages++) {
            var open = seen.values().stream()
                    .flatMap(sightings -> sightings.notLookedAt(now).stream())
                    .findFirst();
            if (open.isEmpty()) {
                return;
            }
            page(before(open.get()), PAGE, now);
        }
    }

    private static UUID before(UUID id) {
        long low = id.getLeastSignificantBits();
        long high = id.getMostSignificantBits();
        return new UUID(low == 0 ? high - 1 : high, low - 1);
    }

    private UUID page(UUID after, int size, Instant now) {
        List<Facts> facts = facts(after, size);
        UUID last = facts.size() < size ? null : facts.get(size - 1).order().orderId();
        counterparts.forEach(counterpart -> compare(counterpart, facts, after, last, now));
        return last;
    }

    private List<Facts> facts(UUID after, int size) {
        return jdbi.withHandle(handle -> {
            List<OrderBooks.Entry> page = orders.entries(handle, after, size);
            Map<UUID, Returned> returned = returns.returned(
                    handle, page.stream().map(OrderBooks.Entry::orderId).toList());
            return page.stream()
                    .map(order -> new Facts(order, returned.getOrDefault(order.orderId(), Returned.NOTHING)))
                    .toList();
        });
    }

    /** A service that does not answer is asked no more in this round, and nothing is said against it. */
    private <E extends Entry> void compare(
            Counterpart<E> counterpart, List<Facts> facts, UUID after, UUID last, Instant now) {
        if (away.contains(counterpart)) {
            return;
        }
        try {
            seen.get(counterpart).look(after, last, differences(counterpart, facts, after, last), now);
        } catch (RemoteServiceException e) {
            away.add(counterpart);
            seen.get(counterpart).clear();
        }
    }

    private static <E extends Entry> Map<UUID, String> differences(
            Counterpart<E> counterpart, List<Facts> facts, UUID after, UUID last) {
        Map<UUID, E> theirs = theirs(counterpart, after, last);
        Map<UUID, String> found = new HashMap<>();
        for (Facts ours : facts) {
            UUID orderId = ours.order().orderId();
            E entry = theirs.remove(orderId);
            // what others have not been told yet is no difference
            if (ours.order().isTold()) {
                note(found, orderId, counterpart.rule().apply(ours, entry));
            }
        }
        theirs.forEach(
                (orderId, entry) -> note(found, orderId, counterpart.rule().apply(null, entry)));
        return found;
    }

    private static void note(Map<UUID, String> found, UUID orderId, String difference) {
        if (difference != null) {
            found.put(orderId, difference);
        }
    }

    private static <E extends Entry> Map<UUID, E> theirs(Counterpart<E> counterpart, UUID after, UUID last) {
        List<E> entries = new ArrayList<>();
        String cursor = after == null ? null : Page.cursor(after);
        boolean isMore = true;
        while (isMore) {
            Counterpart.Part<E> part = counterpart.pages().read(cursor, PAGE);
            entries.addAll(part.items());
            cursor = part.next();
            isMore = cursor != null
                    && (last == null
                            || Sightings.BY_ID.compare(
                                            entries.get(entries.size() - 1).orderId(), last)
                                    < 0);
        }
        return entries.stream()
                .filter(entry -> last == null || Sightings.BY_ID.compare(entry.orderId(), last) <= 0)
                .collect(Collectors.toMap(Entry::orderId, entry -> entry));
    }
}
