package dev.emporium.notification.notification.entity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The notifications; every method is one statement. Which are due, and for how long one is in hand, says the database's
 * clock, which all replicas share. Thread safe.
 */
public final class NotificationRepository {
    private final ObjectMapper json;

    public NotificationRepository(ObjectMapper json) {
        this.json = json;
    }

    /**
     * One to be added.
     *
     * @param causeId what it tells of: each is told once in each kind and channel
     * @param customerId for what is about no order; whose an order is the order says
     */
    public record Added(
            UUID notificationId,
            Kind kind,
            Channel channel,
            UUID causeId,
            UUID orderId,
            UUID customerId,
            Facts facts,
            String requestId,
            String traceparent) {}

    /**
     * Adds those of which the cause is new; nothing is told to those whose accounts were deleted, and no text message is made of
     * an order of which it is known that its buyer wants none.
     */
    public void add(Handle handle, List<Added> notifications) {
        handle.createUpdate(
                        """
                        insert into notifications (notification_id, kind, channel, cause_id, order_id, customer_id, facts,
                            request_id, traceparent)
                        select notification_id, kind, channel, cause_id, order_id, customer_id, cast(facts as jsonb),
                            request_id, traceparent
                        from unnest(:ids, :kinds, :channels, :causes, :orders, :customers, :facts, :requests, :traces)
                            as added (notification_id, kind, channel, cause_id, order_id, customer_id, facts,
                                request_id, traceparent)
                        where not exists (
                            select from erased_customers erased where erased.customer_id = added.customer_id)
                        and not (kind = 'refunded' and exists (
                            select from notifications failed
                            where failed.cause_id = added.cause_id and failed.kind = 'refund_failed'))
                        and not (channel = 'sms' and exists (
                            select from order_summaries known
                            where known.order_id = added.order_id and not exists (
                                select from preferences said
                                where said.customer_id = known.customer_id and said.sms and said.phone is not null)))
                        order by cause_id, kind, channel
                        on conflict (cause_id, kind, channel) do nothing
                        """)
                .bind("ids", ids(notifications, Added::notificationId))
                .bind("kinds", texts(notifications, added -> added.kind().word()))
                .bind("channels", texts(notifications, added -> added.channel().word()))
                .bind("causes", ids(notifications, Added::causeId))
                .bind("orders", ids(notifications, Added::orderId))
                .bind("customers", ids(notifications, Added::customerId))
                .bind("facts", texts(notifications, added -> write(json, added.facts())))
                .bind("requests", texts(notifications, Added::requestId))
                .bind("traces", texts(notifications, Added::traceparent))
                .execute();
    }

    private static UUID[] ids(List<Added> notifications, Function<Added, UUID> id) {
        return notifications.stream().map(id).toArray(UUID[]::new);
    }

    private static String[] texts(List<Added> notifications, Function<Added, String> text) {
        return notifications.stream().map(text).toArray(String[]::new);
    }

    static String write(ObjectMapper json, Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What waits about these orders need not wait any longer. */
    public void hurry(Handle handle, Collection<UUID> orderIds) {
        handle.createUpdate(
                        """
                        update notifications set due_at = clock_timestamp() where notification_id = any(array(
                            select notification_id from notifications
                            where order_id = any(:orderIds) and status = 'queued' and lease is null
                            order by notification_id for update))
                        """)
                .bind("orderIds", orderIds.toArray(UUID[]::new))
                .execute();
    }

    /**
     * Takes those that are due longest in hand, for so long, together with what is known of their orders, which also say
     * whose they are. Of several who ask at once each gets others. Due is what was so when the statement began: an index is
     * read up to a moment that stands still, and to its end by a clock that goes on.
     */
    public List<Due> take(Handle handle, Channel channel, int most, UUID lease, Duration duration) {
        return handle
                .createQuery(
                        """
                        with due as (
                            select notification_id, order_id from notifications
                            where status = 'queued' and channel = :channel and due_at <= statement_timestamp()
                            order by due_at, notification_id limit :most
                            for update skip locked
                        ), ordered as (
                            select s.order_id, s.customer_id, s.locale, s.summary
                            from order_summaries s where s.order_id in (select order_id from due)
                            order by s.order_id for share of s
                        )
                        update notifications n set lease = :lease,
                            due_at = clock_timestamp() + make_interval(secs => :seconds),
                            customer_id = case when n.order_id is null then n.customer_id else ordered.customer_id end
                        from due left join ordered using (order_id)
                        where n.notification_id = due.notification_id
                        returning n.notification_id, n.lease, n.kind, n.channel, n.order_id, n.customer_id, n.facts,
                            n.attempts, n.created_at, n.request_id, n.traceparent, ordered.locale, ordered.summary
                        """)
                .bind("channel", channel.word())
                .bind("most", most)
                .bind("lease", lease)
                .bind("seconds", duration.toSeconds())
                .map(this::due)
                .stream()
                .sorted(Comparator.comparing(Due::createdAt).thenComparing(Due::notificationId))
                .toList();
    }

    /** How many wait; counted up to the most. */
    public int queued(Handle handle, int most) {
        return handle.createQuery(
                        """
                        select count(*) from (
                            select 1 from notifications where status = 'queued' limit :most
                        ) queued
                        """)
                .bind("most", most)
                .mapTo(Integer.class)
                .one();
    }

    /** For how many seconds the oldest waits, of those that are counted; 0 when none does. */
    public double oldestSeconds(Handle handle, int most) {
        return handle.createQuery(
                        """
                        select coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0) from (
                            select created_at from notifications where status = 'queued' limit :most
                        ) queued
                        """)
                .bind("most", most)
                .mapTo(Double.class)
                .one();
    }

    /** For so long from now on; returns which, without those that somebody else has by now, and that are there no more. */
    public Set<UUID> keep(Handle handle, Collection<Due> due, Duration duration) {
        return handle.createQuery(
                        """
                        update notifications set due_at = clock_timestamp() + make_interval(secs => :seconds)
                        where notification_id = any(array(
                                select n.notification_id
                                from notifications n join unnest(:ids, :leases) as kept (notification_id, lease)
                                    using (notification_id, lease)
                                where n.status = 'queued' order by n.notification_id for update of n))
                        returning notification_id
                        """)
                .bind("ids", due.stream().map(Due::notificationId).toArray(UUID[]::new))
                .bind("leases", due.stream().map(Due::lease).toArray(UUID[]::new))
                .bind("seconds", duration.toSeconds())
                .mapTo(UUID.class)
                .set();
    }

    /**
     * What is sent is sent, whoever has it in hand by now; what served to send it is forgotten.
     *
     * @param subjects by notification
     */
    public void sent(Handle handle, Map<UUID, String> subjects) {
        List<UUID> ids = subjects.keySet().stream().sorted().toList();
        handle.createUpdate(
                        """
                        update notifications n set status = 'sent', sent_at = clock_timestamp(), subject = sent.subject,
                            facts = '{}', request_id = null, traceparent = null, lease = null, reason = null
                        from unnest(:ids, :subjects) as sent (notification_id, subject)
                        where n.notification_id = sent.notification_id and n.notification_id = any(array(
                            select notification_id from notifications
                            where notification_id = any(:ids) and status = 'queued'
                            order by notification_id for update))
                        """)
                .bind("ids", ids.toArray(UUID[]::new))
                .bind("subjects", ids.stream().map(subjects::get).toArray(String[]::new))
                .execute();
    }

    /** Out of hand, and not to be sent: {@code failed} or {@code withheld}; what would have served to send it is forgotten. */
    public void end(Handle handle, Collection<Due> due, String status, String reason) {
        handle.createUpdate(
                        """
                        update notifications set status = :status, reason = :reason, facts = '{}', request_id = null,
                            traceparent = null, lease = null
                        where notification_id = any(array(
                                select n.notification_id
                                from notifications n join unnest(:ids, :leases) as ended (notification_id, lease)
                                    using (notification_id, lease)
                                where n.status = 'queued' order by n.notification_id for update of n))
                        """)
                .bind("status", status)
                .bind("reason", reason)
                .bind("ids", due.stream().map(Due::notificationId).toArray(UUID[]::new))
                .bind("leases", due.stream().map(Due::lease).toArray(UUID[]::new))
                .execute();
    }

    /** Out of hand, to be tried again after so long. */
    public void release(Handle handle, Due due, int attempts, Duration wait, String reason) {
        handle.createUpdate(
                        """
                        update notifications set lease = null, attempts = :attempts, reason = :reason,
                            due_at = clock_timestamp() + make_interval(secs => :seconds)
                        where notification_id = :id and lease = :lease and status = 'queued'
                        """)
                .bind("attempts", attempts)
                .bind("reason", reason)
                .bind("seconds", wait.toSeconds())
                .bind("id", due.notificationId())
                .bind("lease", due.lease())
                .execute();
    }

    /** A customer's, the newest before the given one. */
    public List<Notification> list(Handle handle, UUID customerId, UUID before, int count) {
        String older = before == null ? "" : " and notification_id < :before";
        var query = handle.createQuery(
                        """
                        select notification_id, kind, channel, subject, status, order_id, created_at, sent_at
                        from notifications where customer_id = :customerId and status <> 'withheld'\
                        """
                                + older
                                + " order by notification_id desc limit :count")
                .bind("customerId", customerId)
                .bind("count", count);
        if (before != null) {
            query.bind("before", before);
        }
        return query.map(NotificationRepository::notification).list();
    }

    /**
     * Deletes what is these customers' but for what is still to be told of their orders: that is nobody's from now on, and
     * is sent if order-service still knows where to.
     */
    public void disown(Handle handle, Collection<UUID> customerIds) {
        handle.createUpdate(
                        """
                        with theirs as (
                            select notification_id, order_id is not null and status = 'queued' as to_be_told
                            from notifications where customer_id = any(:customerIds)
                            order by notification_id for update
                        ), deleted as (
                            delete from notifications n using theirs
                            where n.notification_id = theirs.notification_id and not to_be_told
                        )
                        update notifications n set customer_id = null from theirs
                        where n.notification_id = theirs.notification_id and to_be_told
                        """)
                .bind("customerIds", customerIds.toArray(UUID[]::new))
                .execute();
    }

    /** Forgets those that were made before the id could be; returns how many. */
    public int purge(Handle handle, UUID before, int most) {
        return handle.createUpdate(
                        """
                        delete from notifications where ctid = any(array(
                            select ctid from notifications where notification_id < :before limit :most))
                        """)
                .bind("before", before)
                .bind("most", most)
                .execute();
    }

    private Due due(ResultSet row, StatementContext context) throws SQLException {
        String summary = row.getString("summary");
        return new Due(
                row.getObject("notification_id", UUID.class),
                row.getObject("lease", UUID.class),
                Kind.of(row.getString("kind")),
                Channel.of(row.getString("channel")),
                row.getObject("order_id", UUID.class),
                row.getObject("customer_id", UUID.class),
                read(row.getString("facts"), Facts.class),
                row.getInt("attempts"),
                instant(row, "created_at"),
                row.getString("request_id"),
                row.getString("traceparent"),
                Language.of(row.getString("locale")),
                Optional.ofNullable(summary).map(text -> read(text, OrderSummary.class)));
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not what was written: " + type, e);
        }
    }

    private static Notification notification(ResultSet row, StatementContext context) throws SQLException {
        return new Notification(
                row.getObject("notification_id", UUID.class),
                Kind.of(row.getString("kind")),
                Channel.of(row.getString("channel")),
                row.getString("subject"),
                Status.of(row.getString("status")),
                row.getObject("order_id", UUID.class),
                instant(row, "created_at"),
                instant(row, "sent_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
