package dev.emporium.customer.audit.entity;

import dev.emporium.platform.RequestContext;
import dev.emporium.platform.Uuid7;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit trail. It only grows: the database refuses to change what is in
 * it, and to delete what is younger than a year. Thread safe.
 */
public final class SecurityEvents {
    /** What can happen. */
    public enum Kind {
        REGISTERED,
        SIGNED_IN,
        SIGN_IN_FAILED,
        SIGN_IN_THROTTLED,
        TOKEN_REFRESHED,
        TOKEN_REUSED,
        SIGNED_OUT,
        PASSWORD_CHANGED,
        ACCOUNT_DELETED,
        ROLES_CHANGED,
        KEY_ROTATED;

        private boolean isFailure() {
            return this == SIGN_IN_FAILED || this == SIGN_IN_THROTTLED || this == TOKEN_REUSED;
        }
    }

    private static final String COLUMNS =
            "event_id, at, kind, actor_id, subject_id, account, detail, address, request_id";
    private static final Logger LOG = LoggerFactory.getLogger(SecurityEvents.class);

    /**
     * Notes the event, with the time of the database and the id of the request that this thread is answering, in the
     * transaction of what it tells of. Once that is committed, the log tells it too, without the address.
     */
    public void add(Handle handle, SecurityEvent event) {
        handle.createUpdate(
                        """
                        insert into security_events
                            (event_id, kind, actor_id, subject_id, account, detail, address, request_id)
                        values (:id, :kind, :actor, :subject, :account, :detail, :address, :requestId)
                        """)
                .bind("id", Uuid7.next())
                .bind("kind", event.kind().name().toLowerCase(Locale.ROOT))
                .bind("actor", event.actor())
                .bind("subject", event.subject())
                .bind("account", event.account())
                .bind("detail", event.detail())
                .bind("address", event.origin().address())
                .bind("requestId", RequestContext.requestId())
                .execute();
        handle.afterCommit(() -> tell(event));
    }

    private static void tell(SecurityEvent event) {
        LOG.atInfo()
                .addKeyValue(
                        "event.action",
                        event.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .addKeyValue("event.outcome", event.kind().isFailure() ? "failure" : "success")
                .addKeyValue("event.reason", event.detail())
                .addKeyValue("user.id", event.actor())
                .addKeyValue("user.target.id", event.subject())
                .addKeyValue("user.hash", event.account())
                .log("Something happened to an account");
    }

    /** The newest entries before the given one, of one customer or of all. */
    public List<AuditEntry> list(Handle handle, UUID subject, UUID before, int count) {
        String about = subject == null ? "" : " and subject_id = :subject";
        String older = before == null ? "" : " and event_id < :before";
        var query = handle.createQuery("select " + COLUMNS + " from security_events where true" + about + older
                        + " order by event_id desc limit :n")
                .bind("n", count);
        if (subject != null) {
            query.bind("subject", subject);
        }
        if (before != null) {
            query.bind("before", before);
        }
        return query.map(SecurityEvents::entry).list();
    }

    /** Forgets the oldest, if they are older than this, which is at least a year ago: the database keeps all others. */
    public int forget(Handle handle, Instant before) {
        handle.execute("set local emporium.forgetting = 'old'");
        return handle.createUpdate(
                        """
                        delete from security_events where at < :before and event_id = any (array(
                            select event_id from security_events order by event_id limit 10000))
                        """)
                .bind("before", OffsetDateTime.ofInstant(before, ZoneOffset.UTC))
                .execute();
    }

    private static AuditEntry entry(ResultSet row, StatementContext context) throws SQLException {
        return new AuditEntry(
                row.getObject("event_id", UUID.class),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getObject("actor_id", UUID.class),
                row.getObject("subject_id", UUID.class),
                row.getString("account"),
                row.getString("detail"),
                row.getString("address"),
                row.getString("request_id"));
    }
}
