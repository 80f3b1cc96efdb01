package dev.emporium.platform.audit;

import dev.emporium.platform.RequestContext;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit trail of a service. It only grows: the database refuses to change or delete what is in it. Thread safe. */
public final class AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private static final String COLUMNS = "entry_id, at, actor_id, action, subject_id, detail, address, request_id";

    private final Jdbi jdbi;

    public AuditTrail(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Notes a change in the transaction that makes it, with the id of the request that this thread is answering.
     *
     * @param detail what it became, or null; no personal data
     */
    public void note(Handle transaction, Actor actor, String action, UUID subjectId, String detail) {
        transaction
                .createUpdate(
                        """
                        insert into audit_entries (entry_id, actor_id, action, subject_id, detail, address, request_id)
                        values (:entryId, :actorId, :action, :subjectId, :detail, :address, :requestId)
                        """)
                .bind("entryId", Uuid7.next())
                .bind("actorId", actor.id())
                .bind("action", action)
                .bind("subjectId", subjectId)
                .bind("detail", detail)
                .bind("address", actor.address())
                .bind("requestId", RequestContext.requestId())
                .execute();
        transaction.afterCommit(() -> LOG.atInfo()
                .addKeyValue("event.action", action.replace('.', '-'))
                .addKeyValue("user.id", actor.id())
                .addKeyValue("emporium.subject_id", subjectId)
                .log("Staff changed something"));
    }

    /**
     * The newest first.
     *
     * @param subjectId of what was changed, or null for everything
     */
    public Page<AuditEntry> list(UUID subjectId, UUID after, int limit) {
        return Page.of(
                jdbi.withHandle(handle -> entries(handle, subjectId, after, limit + 1)), limit, AuditEntry::entryId);
    }

    private static List<AuditEntry> entries(Handle handle, UUID subjectId, UUID after, int count) {
        String about = subjectId == null ? "" : "and subject_id = :subjectId ";
        String older = after == null ? "" : "and entry_id < :after ";
        Query query = handle.createQuery("select " + COLUMNS + " from audit_entries where true " + about + older
                        + "order by entry_id desc limit :count")
                .bind("count", count);
        if (subjectId != null) {
            query.bind("subjectId", subjectId);
        }
        if (after != null) {
            query.bind("after", after);
        }
        return query.map(AuditTrail::entry).list();
    }

    private static AuditEntry entry(ResultSet row, StatementContext context) throws SQLException {
        return new AuditEntry(
                row.getObject("entry_id", UUID.class),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getObject("actor_id", UUID.class),
                row.getString("action"),
                row.getObject("subject_id", UUID.class),
                row.getString("detail"),
                row.getString("address"),
                row.getString("request_id"));
    }
}
