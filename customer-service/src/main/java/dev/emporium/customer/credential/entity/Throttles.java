package dev.emporium.customer.credential.entity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Counts of failed attempts. One statement each, so that replicas and threads count as one. Thread safe. */
public final class Throttles {
    /** How an attempt was met: refused until then, or counted as the n-th. */
    public record Count(Optional<Instant> blockedUntil, int failures) {}

    /**
     * Counts an attempt as failed before it is made: of any number of parallel ones no more get through than may. With
     * the count that reaches the limit a wait begins, and each one above the limit doubles it. While the wait lasts
     * attempts are refused and not counted. One that lasts for longer than any does not count.
     */
    public Count count(Handle handle, String subject, Limit limit, Instant now) {
        return handle.createQuery(
                        """
                        insert into throttles as t (subject, failures, last_at) values (:subject, 1, :now)
                        on conflict (subject) do update set
                            failures = case when t.blocked_until > :now and t.blocked_until <= :latest then t.failures
                                            when t.last_at < :forgotten then 1 else t.failures + 1 end,
                            last_at = case when t.last_at < :forgotten then :now else t.last_at end,
                            blocked_until = case when t.blocked_until > :now and t.blocked_until <= :latest then t.blocked_until
                                when t.last_at < :forgotten or t.failures + 1 < :most then null
                                else :now + least(:longest, :first * power(2, least(t.failures + 1 - :most, 20)))
                                    * interval '1 second' end
                        returning old.blocked_until as blocked_until, new.failures as failures
                        """)
                .bind("subject", subject)
                .bind("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                .bind("forgotten", OffsetDateTime.ofInstant(now.minus(limit.forgottenAfter()), ZoneOffset.UTC))
                .bind("latest", OffsetDateTime.ofInstant(limit.latest(now), ZoneOffset.UTC))
                .bind("most", limit.failures())
                .bind("first", limit.firstWait().toMillis() / 1000.0)
                .bind("longest", limit.longestWait().toMillis() / 1000.0)
                .map((row, context) -> met(row, now, limit))
                .one();
    }

    /** Takes one of so many in each span of time; empty, or when the next span begins. One that is still to come is none. */
    public Optional<Instant> take(Handle handle, String subject, int most, Duration span, Instant now) {
        return handle.createQuery(
                        """
                        insert into throttles as t (subject, failures, last_at) values (:subject, 1, :now)
                        on conflict (subject) do update set
                            failures = case when t.last_at between :begin and :next then least(t.failures, :most) + 1 else 1 end,
                            last_at = case when t.last_at between :begin and :next then t.last_at else :now end
                        returning failures, last_at
                        """)
                .bind("subject", subject)
                .bind("most", most)
                .bind("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                .bind("begin", OffsetDateTime.ofInstant(now.minus(span), ZoneOffset.UTC))
                .bind("next", OffsetDateTime.ofInstant(now.plus(span), ZoneOffset.UTC))
                .map((row, context) -> row.getInt("failures") <= most
                        ? Optional.<Instant>empty()
                        : Optional.of(row.getObject("last_at", OffsetDateTime.class)
                                .toInstant()
                                .plus(span)))
                .one();
    }

    private static Count met(ResultSet row, Instant now, Limit limit) throws SQLException {
        OffsetDateTime until = row.getObject("blocked_until", OffsetDateTime.class);
        return new Count(
                Optional.ofNullable(until)
                        .map(OffsetDateTime::toInstant)
                        .filter(end -> now.isBefore(end) && !end.isAfter(limit.latest(now))),
                row.getInt("failures"));
    }

    /** Until when somebody has to wait who is all of these, all within the limit. */
    public Optional<Instant> blockedUntil(Handle handle, List<String> subjects, Limit limit, Instant now) {
        return handle.createQuery(
                        """
                        select max(blocked_until) as blocked_until from throttles
                        where subject = any(:subjects) and blocked_until > :now and blocked_until <= :latest
                        """)
                .bindArray("subjects", String.class, subjects)
                .bind("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                .bind("latest", OffsetDateTime.ofInstant(limit.latest(now), ZoneOffset.UTC))
                .mapTo(OffsetDateTime.class)
                .findOne()
                .map(OffsetDateTime::toInstant);
    }

    public void clear(Handle handle, String subject) {
        handle.execute("delete from throttles where subject = ?", subject);
    }

    /** The subject, and what is counted apart for it. */
    public void clearAll(Handle handle, String subject) {
        handle.execute("delete from throttles where subject = ? or starts_with(subject, ?)", subject, subject + "@");
    }

    /** Takes a count back, and the wait that began with it: the attempt did not fail, or was not made. */
    public void discount(Handle handle, String subject) {
        handle.execute(
                "update throttles set failures = greatest(failures - 1, 0), blocked_until = null where subject = ?",
                subject);
    }

    /** What was counted did fail: it is forgotten so long from now, and not from the failure before. */
    public void keep(Handle handle, List<String> subjects, Instant now) {
        handle.createUpdate("update throttles set last_at = :now where subject = any(:subjects)")
                .bind("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                .bindArray("subjects", String.class, subjects)
                .execute();
    }

    /** Forgets those that would be forgotten anyway, so many at most; returns how many. */
    public int purge(Handle handle, Instant before, int most) {
        OffsetDateTime moment = OffsetDateTime.ofInstant(before, ZoneOffset.UTC);
        return handle.execute(
                """
                delete from throttles where ctid = any(array(
                    select ctid from throttles
                    where last_at < ? and (blocked_until is null or blocked_until < ?) limit ?))
                """,
                moment,
                moment,
                most);
    }
}
